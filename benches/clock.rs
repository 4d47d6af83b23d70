//! Time of the processor, for stages that are held against each other in one run.

use std::hint::black_box;
use std::time::Instant;

/// Microseconds of the processor for one of `items`: of one round of at least 0.2 seconds.
#[allow(clippy::disallowed_methods)] // a benchmark reads the clock
pub fn round<T, R>(items: &[T], mut run: impl FnMut(&T) -> R) -> f64 {
    let start = Instant::now();
    let began = on_processor(start);
    let mut times = 0.0;
    // Long enough for a clock that ticks every few milliseconds.
    while times == 0.0 || on_processor(start) - began < 0.2 {
        for item in items {
            black_box(run(black_box(item)));
        }
        times += 1.0;
    }
    (on_processor(start) - began) / times * 1e6 / items.len() as f64
}

/// [`round`], the fastest of so many.
pub fn timed<T, R>(rounds: usize, items: &[T], mut run: impl FnMut(&T) -> R) -> f64 {
    (0..rounds).map(|_| round(items, &mut run)).fold(f64::INFINITY, f64::min)
}

/// Seconds that this thread ran, where the system tells; else those that passed. A machine with other work to do shows less.
#[allow(clippy::disallowed_methods)] // a benchmark reads the clock
fn on_processor(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    told.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
