//! Lines of plain text, wrapped at 100 columns. What comes from a case cannot steer a terminal.

use super::{Styler, Tone};

/// The widest a line gets, where a word is not wider.
const WIDTH: usize = 100;

/// A space at which no line breaks; written as a space.
pub(super) const JOINED: char = '\u{A0}';

/// A text being written.
pub(super) struct Page<'a> {
    text: String,
    styler: &'a dyn Styler,
}

impl<'a> Page<'a> {
    pub(super) fn new(styler: &'a dyn Styler) -> Self {
        Self { text: String::new(), styler }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// An empty line, unless there is one already or nothing stands above.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.item(0, Tone::Heading, text, 0, "");
    }

    /// A paragraph, its further lines two columns further in.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.item(indent, Tone::Plain, "", 0, text);
    }

    /// A lead in its tone and a text that goes on after it, further lines two columns further in.
    pub(super) fn run_on(&mut self, indent: usize, tone: Tone, lead: &str, text: &str) {
        let lead = clean(lead);
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(&self.styler.style(tone, &lead));
        let mut start = indent.saturating_add(lead.chars().count());
        if !text.is_empty() {
            self.text.push(' ');
            start = start.saturating_add(1);
        }
        self.wrap(&clean(text), start, indent.saturating_add(2));
        self.text.push('\n');
    }

    /// A lead, filled up to `width` columns, and a text whose further lines stand below its first.
    pub(super) fn item(&mut self, indent: usize, tone: Tone, lead: &str, width: usize, text: &str) {
        let lead = clean(lead);
        let text = clean(text);
        let filled = lead.chars().count().max(width);
        let hang = indent.saturating_add(if filled == 0 { 2 } else { filled });
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(&self.styler.style(tone, &lead));
        if !text.is_empty() {
            let gap = filled.saturating_sub(lead.chars().count());
            self.text.extend(std::iter::repeat_n(' ', gap));
        }
        let start = if filled == 0 { indent } else { hang };
        self.wrap(&text, start, hang);
        self.text.push('\n');
    }

    fn wrap(&mut self, text: &str, start: usize, hang: usize) {
        let mut column = start;
        let mut first = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            let needed = if first { length } else { length.saturating_add(1) };
            if !first && column.saturating_add(needed) > WIDTH {
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(' ', hang));
                column = hang.saturating_add(length);
            } else {
                if !first {
                    self.text.push(' ');
                }
                column = column.saturating_add(needed);
            }
            self.text.extend(word.chars().map(|letter| if letter == JOINED { ' ' } else { letter }));
            first = false;
        }
    }
}

/// The text on one line, without control characters and without marks that turn the direction of writing.
pub(super) fn clean(text: &str) -> String {
    let unsafe_mark = |letter: char| matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    text.chars().map(|letter| if letter.is_control() || unsafe_mark(letter) { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Plain;
    use super::*;

    #[test]
    fn long_lines_break_between_words_and_hang() {
        let mut page = Page::new(&Plain);
        page.item(2, Tone::Plain, "met", 8, &"word ".repeat(30));
        let text = page.finish();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert_eq!(text.lines().nth(1).map(|line| line.find('w')), Some(Some(10)));
    }

    #[test]
    fn a_quote_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\u{202E}d"), "a [2Jb c d");
    }

    #[test]
    fn a_word_wider_than_the_page_stands_alone() {
        let mut page = Page::new(&Plain);
        page.line(0, &format!("a {} b", "x".repeat(200)));
        assert_eq!(page.finish().lines().count(), 3);
    }
}
