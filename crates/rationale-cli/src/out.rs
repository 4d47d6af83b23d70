//! Printing: results on standard output, everything else on standard error, colour where it is wanted.

use crate::args::Color;
use rationale::render::{Styler, Tone};
use std::io::{IsTerminal, Write};

/// Whether to colour what goes to standard output.
pub(crate) fn colored(color: Color) -> bool {
    #[expect(clippy::disallowed_methods, reason = "the command heeds NO_COLOR")]
    let plain = || std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stdout().is_terminal() && !plain(),
    }
}

/// Prints a result.
///
/// # Errors
///
/// Where standard output is closed or full.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Says something beside the results. A closed standard error is no reason to stop.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Colours for a terminal.
pub(crate) struct Colors;

impl Styler for Colors {
    fn style(&self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Plain => return text.to_owned(),
            _ if text.is_empty() => return String::new(),
            Tone::Heading => "1",
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Open => "33",
            Tone::Faint => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
