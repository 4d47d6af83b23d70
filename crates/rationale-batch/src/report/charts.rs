//! Numbers -> SVG. Lengths are whole tenths of a unit: no float, the same bytes everywhere.

use super::{count, text};
use crate::summary::Tally;
use std::fmt::Write as _;

/// Width of every chart, in units of its view box.
const WIDTH: u64 = 960;
/// What is left for the number at the right of a bar.
const NUMBER: u64 = 90;

/// A bar in pieces, one for each outcome.
pub(super) struct Stack {
    pub(super) label: String,
    pub(super) beside: String,
    pub(super) tally: Tally,
}

/// A plain bar.
pub(super) struct Bar {
    pub(super) label: String,
    /// Said faintly behind the label.
    pub(super) beside: String,
    pub(super) count: u64,
    pub(super) class: &'static str,
}

/// A column, perhaps in pieces: class, words, how many.
pub(super) struct Column {
    pub(super) label: String,
    pub(super) parts: Vec<(&'static str, &'static str, u64)>,
}

/// `part` of `whole` of a length, in tenths: `123.4`.
fn scaled(part: u64, whole: u64, length: u64) -> u64 {
    let tenths = u128::from(part) * u128::from(length) * 10 / u128::from(whole.max(1));
    u64::try_from(tenths).unwrap_or(length * 10)
}

fn tenths(length: u64) -> String {
    format!("{}.{}", length / 10, length % 10)
}

/// A text cut to about so many letters, whole in its tooltip.
fn cut(whole: &str, letters: usize) -> String {
    let mut short: String = whole.chars().take(letters).collect();
    if whole.chars().nth(letters).is_some() {
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    text(&short)
}

fn open(height: u64, title: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">\n<title>{}</title>\n",
        text(title),
        text(title)
    )
}

fn label(out: &mut String, y: u64, label: &str, beside: &str) {
    let letters = 118_usize;
    let own = label.chars().count().min(letters);
    let _ = write!(
        out,
        "<text x=\"0\" y=\"{y}\"><title>{} {}</title>{}",
        text(label),
        text(beside),
        cut(label, letters)
    );
    if !beside.is_empty() && own + 6 < letters {
        let _ = write!(out, "<tspan class=\"beside\" dx=\"10\">{}</tspan>", cut(beside, letters - own));
    }
    out.push_str("</text>\n");
}

/// Bars in pieces, one below the other, as long as there are answers.
pub(super) fn stacked(stacks: &[Stack], title: &str) -> String {
    let most = stacks.iter().map(|stack| stack.tally.total()).max().unwrap_or(0);
    let mut out = open(stacks.len() as u64 * 52, title);
    for (at, stack) in stacks.iter().enumerate() {
        let top = at as u64 * 52;
        label(&mut out, top + 16, &stack.label, &stack.beside);
        let mut left = 0_u64;
        for (code, words, number) in stack.tally.parts() {
            if number == 0 {
                continue;
            }
            let width = scaled(number, most, WIDTH - NUMBER);
            let _ = writeln!(
                out,
                "<rect class=\"{code}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\"><title>{}: {words}: {}</title></rect>",
                tenths(left),
                top + 24,
                // A hair between the pieces tells them apart without colour.
                tenths(width.saturating_sub(10).max(10)),
                text(&stack.label),
                count(number)
            );
            let shown = count(number);
            if width / 10 > shown.len() as u64 * 9 + 8 {
                let _ = writeln!(
                    out,
                    "<text class=\"in {code}-text\" x=\"{}\" y=\"{}\">{shown}</text>",
                    tenths(left + 60),
                    top + 38
                );
            }
            left += width;
        }
        let _ = writeln!(
            out,
            "<text class=\"number\" x=\"{}\" y=\"{}\">{}</text>",
            tenths(left + 80),
            top + 38,
            count(stack.tally.total())
        );
    }
    out.push_str("</svg>\n");
    out
}

/// Bars, the longest first, each below its label.
pub(super) fn ranked(bars: &[Bar], title: &str) -> String {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    let mut out = open(bars.len() as u64 * 42, title);
    for (at, bar) in bars.iter().enumerate() {
        let top = at as u64 * 42;
        label(&mut out, top + 16, &bar.label, &bar.beside);
        let width = scaled(bar.count, most, WIDTH - NUMBER).max(10);
        let _ = writeln!(
            out,
            "<rect class=\"{}\" x=\"0\" y=\"{}\" width=\"{}\" height=\"10\" rx=\"2\"><title>{}: {}</title></rect>\n\
             <text class=\"number\" x=\"{}\" y=\"{}\">{}</text>",
            bar.class,
            top + 23,
            tenths(width),
            text(&bar.label),
            count(bar.count),
            tenths(width + 80),
            top + 33,
            count(bar.count)
        );
    }
    out.push_str("</svg>\n");
    out
}

/// The least round number that is not below: 1, 2, 5, 10, 20, 50 ...
fn round_up(number: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for step in [1, 2, 5] {
            let round = power.saturating_mul(step);
            if round >= number {
                return round;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// Columns beside one another, with lines at round numbers.
pub(super) fn columns(drawn: &[Column], title: &str) -> String {
    const HEIGHT: u64 = 220;
    const LEFT: u64 = 70;
    const TOP: u64 = 22;
    let total = |column: &Column| column.parts.iter().map(|(_, _, number)| number).sum::<u64>();
    let most = drawn.iter().map(total).max().unwrap_or(0).max(1);
    let step = round_up(most.div_ceil(4));
    let top = most.div_ceil(step) * step;
    let mut out = open(TOP + HEIGHT + 34, title);
    for line in 0..=top / step {
        let y = TOP * 10 + HEIGHT * 10 - scaled(line * step, top, HEIGHT);
        let _ = writeln!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{}\" y2=\"{}\"/>\n\
             <text class=\"tick\" x=\"{}\" y=\"{}\">{}</text>",
            tenths(y),
            tenths(y),
            LEFT - 10,
            tenths(y + 40),
            count(line * step)
        );
    }
    let room = (WIDTH - LEFT) / (drawn.len() as u64).max(1);
    let width = (room * 6 / 10).clamp(4, 90);
    // Labels that would run into each other are left out.
    let every = if room >= 62 { 1 } else { 62_u64.div_ceil(room.max(1)) };
    for (at, column) in drawn.iter().enumerate() {
        let left = LEFT + room * at as u64 + (room - width) / 2;
        let mut y = (TOP + HEIGHT) * 10;
        for (class, words, number) in &column.parts {
            if *number == 0 {
                continue;
            }
            let height = scaled(*number, top, HEIGHT);
            y = y.saturating_sub(height);
            let _ = writeln!(
                out,
                "<rect class=\"{class}\" x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{}\"><title>{}: {words}: {}</title></rect>",
                tenths(y),
                tenths(height.saturating_sub(10).max(5)),
                text(&column.label),
                count(*number)
            );
        }
        if total(column) > 0 && room >= 40 {
            let _ = writeln!(
                out,
                "<text class=\"over\" x=\"{}\" y=\"{}\">{}</text>",
                left + width / 2,
                tenths(y.saturating_sub(50)),
                count(total(column))
            );
        }
        if (at as u64).is_multiple_of(every) {
            let _ = writeln!(
                out,
                "<text class=\"under\" x=\"{}\" y=\"{}\">{}</text>",
                left + width / 2,
                TOP + HEIGHT + 20,
                cut(&column.label, 12)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn ticks_stand_at_round_numbers() {
        for (number, round) in [(0, 1), (1, 1), (3, 5), (6, 10), (11, 20), (251, 500), (u64::MAX, u64::MAX)] {
            assert_eq!(round_up(number), round, "{number}");
        }
    }
}
