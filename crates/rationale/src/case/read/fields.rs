//! The fields that a case may have, and readers for what stands in them.

use super::fault::{CaseFaultKind, Faults, shown};
use crate::case::tree::Tree;
use crate::suggest::closest;
use crate::value::number::Number;
use crate::value::time::{Instant, Moment, NotATime, Zone, parse_instant, parse_moment};

/// An object of a case: what it is called, and its fields.
pub struct Shape {
    /// Its name in the published schema.
    pub name: &'static str,
    /// Its fields, in the order of the schema.
    pub fields: &'static [&'static str],
}

macro_rules! shapes {
    ($($(#[$about:meta])* $id:ident = $name:literal: $($field:literal)*;)*) => {
        $($(#[$about])* pub(super) const $id: Shape = Shape { name: $name, fields: &[$($field),*] };)*
        /// Every object of a case.
        pub const SHAPES: &[&Shape] = &[$(&$id),*];
    };
}

shapes! {
    /// The case itself.
    CASE = "Case": "case" "as_of" "known_at" "made_at" "zone" "zone_offsets" "supply" "not_read" "payer" "plan" "line_of_business"
        "state" "contractor" "holidays" "request" "patient" "anchors" "records";
    /// A change of offset.
    ZONE_OFFSET = "ZoneOffset": "from" "offset";
    /// `supply`, where everything is complete.
    SUPPLY_COMPLETE = "SupplyComplete": "complete" "by";
    /// `supply`, one statement of several.
    SUPPLY_STATEMENT = "SupplyStatement": "kind" "fact" "from" "to" "by";
    /// A record that could not be read.
    NOT_READ = "NotRead": "kind" "at" "from" "to";
    /// What is asked for.
    REQUEST = "Request": "guideline" "type" "item" "level" "block" "day" "period" "units" "received" "urgency";
    /// How much is asked for.
    UNITS = "Units": "value" "unit";
    /// The patient.
    PATIENT = "Patient": "birth_date" "sex";
    /// From, to.
    PERIOD = "Period": "from" "to";
    /// One record.
    RECORD = "Record": "id" "fact" "kind" "codes" "value" "no_value" "parts" "at" "from" "to" "ended" "recorded_at" "status"
        "replaces" "source";
    /// A value that is more than a bare one: a number with its unit, codes, or why there is none.
    VALUE = "Value": "number" "bound" "from" "to" "unit" "system" "code" "display" "codes" "no_value";
    /// A code.
    CODE = "Code": "system" "code" "display";
    /// Where a record is documented.
    SOURCE = "Source": "document" "type" "author_role" "page" "section" "line" "quote" "resource" "element"
        "time_from";
}

/// The fields of an object of that shape.
pub(super) struct Fields<'n> {
    fields: &'n [(String, Tree)],
}

impl<'n> Fields<'n> {
    /// The fields; what is not of the shape is a fault.
    pub(super) fn of(faults: &mut Faults, node: &'n Tree, shape: &Shape) -> Option<Self> {
        let Tree::Map(fields) = node else { return wrong_type(faults, "an object", node) };
        for (name, _) in fields {
            if !shape.fields.contains(&name.as_str()) {
                let help = match closest(name, shape.fields.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("fields here are {}", list(shape.fields)),
                };
                faults.add::<()>(
                    CaseFaultKind::UnknownField,
                    format!("no field `{}` here", shown(name)),
                    help,
                );
            }
        }
        Some(Self { fields })
    }

    /// What stands in a field; `null` is nothing.
    pub(super) fn get(&self, name: &str) -> Option<&'n Tree> {
        let found = self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value);
        found.filter(|value| **value != Tree::Null)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Reads a field that may be left out.
    pub(super) fn read<T>(
        &self,
        faults: &mut Faults,
        name: &str,
        read: impl FnOnce(&mut Faults, &'n Tree) -> Option<T>,
    ) -> Option<T> {
        let node = self.get(name)?;
        faults.field(name, |faults| read(faults, node))
    }

    /// Reads a field that must be there.
    pub(super) fn need<T>(
        &self,
        faults: &mut Faults,
        name: &str,
        example: &str,
        read: impl FnOnce(&mut Faults, &'n Tree) -> Option<T>,
    ) -> Option<T> {
        if !self.has(name) {
            let help = format!("add `{name}`, such as {example}");
            return faults.add(CaseFaultKind::MissingField, format!("`{name}` is missing"), help);
        }
        self.read(faults, name, read)
    }
}

/// `` `a`, `b` and `c` ``
pub(super) fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

pub(super) fn wrong_type<T>(faults: &mut Faults, needed: &str, node: &Tree) -> Option<T> {
    faults.add(CaseFaultKind::WrongType, format!("{needed} is needed, not {}", node.sort()), None)
}

/// A text.
pub(super) fn text<T: for<'t> From<&'t str>>(faults: &mut Faults, node: &Tree) -> Option<T> {
    text_of(faults, node, "a text").map(T::from)
}

fn text_of<'n>(faults: &mut Faults, node: &'n Tree, needed: &str) -> Option<&'n str> {
    match node {
        Tree::Text(text) => Some(text),
        Tree::Number(_) | Tree::Bool(_) => faults.add(
            CaseFaultKind::NeedsQuotes,
            format!("{needed} is needed, not {}", node.sort()),
            String::from("put it in quotes"),
        ),
        _ => wrong_type(faults, needed, node),
    }
}

/// A text that is not empty.
pub(super) fn name<T: for<'t> From<&'t str>>(faults: &mut Faults, node: &Tree) -> Option<T> {
    let text = text_of(faults, node, "a text")?;
    if text.trim().is_empty() {
        return faults.add(
            CaseFaultKind::MissingField,
            "this is empty",
            String::from("fill it in or leave it out"),
        );
    }
    Some(T::from(text))
}

/// A word of a list, `-` read as `_`.
pub(super) fn word<T: Copy>(
    faults: &mut Faults,
    node: &Tree,
    known: &[&str],
    find: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let word = text_of(faults, node, "a word")?.replace('-', "_");
    if let Some(found) = find(&word) {
        return Some(found);
    }
    let help = match closest(&word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("words here are {}", list(known)),
    };
    faults.add(CaseFaultKind::UnknownWord, "this word is not known here", help)
}

/// A number, bare or as a text of digits.
pub(super) fn number(faults: &mut Faults, node: &Tree) -> Option<Number> {
    let (Tree::Number(text) | Tree::Text(text)) = node else { return wrong_type(faults, "a number", node) };
    match text.trim().parse() {
        Ok(number) => Some(number),
        Err(_) => faults.add(
            CaseFaultKind::UnreadableNumber,
            "not a number",
            String::from(
                "write digits with at most one point, such as `0.30`; bounds go in `bound`, units in `unit`",
            ),
        ),
    }
}

/// A whole number from 1.
pub(super) fn counting(faults: &mut Faults, node: &Tree) -> Option<u32> {
    let (Tree::Number(text) | Tree::Text(text)) = node else { return wrong_type(faults, "a number", node) };
    match text.trim().parse() {
        Ok(number) if number >= 1 => Some(number),
        _ => faults.add(CaseFaultKind::UnreadableNumber, "not a whole number from 1", None),
    }
}

/// A date or time of any precision.
pub(super) fn moment(faults: &mut Faults, node: &Tree) -> Option<Moment> {
    let text = text_of(faults, node, "a date or time")?;
    parse_moment(text).map_err(|fault| not_a_time(faults, fault)).ok()
}

/// A time to the minute or finer.
pub(super) fn instant(faults: &mut Faults, node: &Tree) -> Option<Instant> {
    let text = text_of(faults, node, "a time")?;
    if parse_moment(text).is_ok_and(|moment| !moment.is_exact()) {
        return faults.add(
            CaseFaultKind::UnreadableTime,
            "a time of day is needed, not only a date",
            String::from("write it with its offset, such as `2026-03-03T09:00:00-05:00`"),
        );
    }
    parse_instant(text).map_err(|fault| not_a_time(faults, fault)).ok()
}

fn not_a_time(faults: &mut Faults, fault: NotATime) {
    let kind = match fault {
        NotATime::NoOffset => CaseFaultKind::TimeWithoutOffset,
        _ => CaseFaultKind::UnreadableTime,
    };
    faults.add::<()>(kind, fault.to_string(), None);
}

/// From, to, either or both.
pub(super) fn period(
    faults: &mut Faults,
    fields: &Fields<'_>,
    zone: &Zone,
) -> (Option<Moment>, Option<Moment>) {
    let from = fields.read(faults, "from", moment);
    let to = fields.read(faults, "to", moment);
    if let (Some(from), Some(to)) = (&from, &to)
        && zone.moment_range(to).last < zone.moment_range(from).first
    {
        faults.add::<()>(CaseFaultKind::EndBeforeStart, "`to` is before `from`", None);
    }
    (from, to)
}

/// A list, or one item alone.
pub(super) fn one_or_many<T>(
    faults: &mut Faults,
    node: &Tree,
    mut read: impl FnMut(&mut Faults, &Tree) -> Option<T>,
) -> Option<Vec<T>> {
    match node {
        Tree::List(items) => Some(
            items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| faults.item(index, |faults| read(faults, item)))
                .collect(),
        ),
        one => read(faults, one).map(|one| vec![one]),
    }
}
