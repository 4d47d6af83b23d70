//! The links of a questionnaire's items: which fact an answer is about, and what of it.
//!
//! ```text
//! rationale:3:spo2                        a record of the fact `spo2`
//! rationale:3:spo2:Observation/o1         the record `Observation/o1` as it should read
//! rationale:3:spo2#part:oxygen_delivery   that record's part
//! ```
//!
//! The number only tells questions apart. In the id of a record `%`, `:`, `|` and `#` are written `%25`, `%3A`, `%7C`, `%23`;
//! several ids stand with `|` between them.

const BEGINS: &str = "rationale:";

/// What an item is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// The number of the question.
    pub(crate) question: usize,
    /// The fact.
    pub(crate) fact: String,
    /// The records as they should read; none: a record that is not there yet.
    pub(crate) records: Vec<String>,
    /// What of it; `None`: the whole.
    pub(crate) field: Option<Field>,
}

/// What of a record an item asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// Its value.
    Value,
    /// Whether it happened (is planned, was not done) at all.
    Happened(Mode),
    /// When.
    At,
    /// From when.
    From,
    /// To when.
    To,
    /// The role of who judges.
    Role,
    /// A part.
    Part(String),
}

/// What the fact reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Done,
    Planned,
    NotDone,
}

impl Link {
    /// The item of a field of the same record.
    pub(crate) fn of(&self, field: Field) -> Self {
        Self { field: Some(field), ..self.clone() }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!("{BEGINS}{}:{}", self.question, self.fact);
        if !self.records.is_empty() {
            let records: Vec<String> = self.records.iter().map(|id| escape(id)).collect();
            text.push(':');
            text.push_str(&records.join("|"));
        }
        match &self.field {
            None => {}
            Some(Field::Value) => text.push_str("#value"),
            Some(Field::Happened(Mode::Done)) => text.push_str("#happened"),
            Some(Field::Happened(Mode::Planned)) => text.push_str("#planned"),
            Some(Field::Happened(Mode::NotDone)) => text.push_str("#not-done"),
            Some(Field::At) => text.push_str("#at"),
            Some(Field::From) => text.push_str("#from"),
            Some(Field::To) => text.push_str("#to"),
            Some(Field::Role) => text.push_str("#role"),
            Some(Field::Part(part)) => text.push_str(&format!("#part:{part}")),
        }
        text
    }

    /// `None` where the link is of somebody else's questionnaire.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(BEGINS)?;
        let (whole, field) = match rest.split_once('#') {
            None => (rest, None),
            Some((whole, field)) => (whole, Some(parse_field(field)?)),
        };
        let mut pieces = whole.splitn(3, ':');
        let question = pieces.next()?.parse().ok()?;
        let fact = pieces.next()?;
        let name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if fact.is_empty() || !fact.chars().all(name) {
            return None;
        }
        let records = match pieces.next() {
            None => Vec::new(),
            Some(ids) => ids.split('|').map(unescape).collect(),
        };
        Some(Self { question, fact: fact.to_owned(), records, field })
    }
}

fn parse_field(text: &str) -> Option<Field> {
    Some(match text {
        "value" => Field::Value,
        "happened" => Field::Happened(Mode::Done),
        "planned" => Field::Happened(Mode::Planned),
        "not-done" => Field::Happened(Mode::NotDone),
        "at" => Field::At,
        "from" => Field::From,
        "to" => Field::To,
        "role" => Field::Role,
        other => Field::Part(other.strip_prefix("part:")?.to_owned()),
    })
}

const ESCAPED: [(char, &str); 4] = [('%', "%25"), (':', "%3A"), ('|', "%7C"), ('#', "%23")];

fn escape(id: &str) -> String {
    let mut text = String::new();
    for letter in id.chars() {
        match ESCAPED.iter().find(|(escaped, _)| *escaped == letter) {
            Some((_, code)) => text.push_str(code),
            None => text.push(letter),
        }
    }
    text
}

fn unescape(text: &str) -> String {
    // The percent sign last: what it stands for is not read again.
    ESCAPED
        .iter()
        .rev()
        .fold(
            text.to_owned(),
            |text, (letter, code)| {
                if *letter == '%' { text } else { text.replace(code, &letter.to_string()) }
            },
        )
        .replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::{Field, Link, Mode};
    use proptest::prelude::*;

    fn check(link: &Link) {
        assert_eq!(Link::parse(&link.text()).as_ref(), Some(link), "{}", link.text());
    }

    #[test]
    fn every_field_is_read_as_it_is_written() {
        let link = Link { question: 3, fact: "spo2".to_owned(), records: Vec::new(), field: None };
        check(&link);
        for field in [
            Field::Value,
            Field::Happened(Mode::Done),
            Field::Happened(Mode::Planned),
            Field::Happened(Mode::NotDone),
            Field::At,
            Field::From,
            Field::To,
            Field::Role,
            Field::Part("oxygen_delivery".to_owned()),
        ] {
            check(&link.of(field));
        }
    }

    #[test]
    fn links_of_others_are_none_of_ours() {
        for text in [
            "",
            "1.2",
            "rationale",
            "rationale:",
            "rationale:x:y",
            "rationale:1:",
            "rationale:1:a b",
            "rationale:1:a#b",
        ] {
            assert_eq!(Link::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_ids_are_read_as_they_are_written(records in prop::collection::vec(".{1,20}", 1..4)) {
            check(&Link { question: 1, fact: "a_1".to_owned(), records, field: Some(Field::Value) });
        }

        #[test]
        fn no_text_is_too_odd(text in ".*") {
            let _ = Link::parse(&format!("rationale:1:a:{text}"));
        }
    }
}
