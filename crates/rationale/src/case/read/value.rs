//! Values and codes of a record, as given.

use super::fault::{CaseFaultKind, Faults};
use super::fields::{CODE, Fields, VALUE, list, name, number, one_or_many, text, wrong_type};
use crate::case::model::Datum;
use crate::case::tree::Tree;
use crate::suggest::closest;
use crate::value::code::{Code, System};
use crate::value::range::{Bound, Range};
use crate::value::text::Text;

/// The signs of a bounded number.
const BOUNDS: [&str; 4] = ["<", "<=", ">", ">="];

/// A value: bare, or an object.
pub(super) fn value(faults: &mut Faults, node: &Tree) -> Option<Datum> {
    match node {
        Tree::Null => Some(Datum::Nothing),
        Tree::Bool(yes) => Some(Datum::YesNo(*yes)),
        Tree::Text(text) => Some(Datum::Text(text.clone().into())),
        Tree::Number(_) => {
            let number = number(faults, node)?;
            Some(Datum::Number { range: Range::exact(number), unit: None })
        }
        Tree::List(_) => faults.add(
            CaseFaultKind::WrongType,
            "one value is needed, not a list",
            String::from("give each value a record of its own; only parts may have several"),
        ),
        Tree::Map(_) => object(faults, node),
    }
}

fn object(faults: &mut Faults, node: &Tree) -> Option<Datum> {
    let fields = Fields::of(faults, node, &VALUE)?;
    let any = |names: &[&str]| names.iter().any(|name| fields.has(name));
    let numeric = any(&["number", "bound", "from", "to", "unit"]);
    let coded = any(&["system", "code", "display", "codes"]);
    let none = any(&["no_value"]);
    match (numeric, coded, none) {
        (true, false, false) => quantity(faults, &fields),
        (false, true, false) => coding(faults, &fields),
        (false, false, true) => fields.read(faults, "no_value", text).map(Datum::NoValue),
        (false, false, false) => Some(Datum::Nothing),
        _ => faults.add(
            CaseFaultKind::Contradiction,
            "a value is a number, a code or `no_value`, not two of these",
            String::from("keep one of them"),
        ),
    }
}

/// `{ number, bound?, unit? }` or `{ from?, to?, unit? }`
fn quantity(faults: &mut Faults, fields: &Fields<'_>) -> Option<Datum> {
    let unit = fields.read(faults, "unit", text).filter(|unit: &Text| !unit.trim().is_empty());
    let ranged = fields.has("from") || fields.has("to");
    if fields.has("number") && ranged {
        return faults.add(
            CaseFaultKind::Contradiction,
            "a value is `number`, or `from` and `to`, not both",
            String::from("keep one of them"),
        );
    }
    if ranged {
        if fields.has("bound") {
            return faults.add(
                CaseFaultKind::Contradiction,
                "`bound` belongs to `number`, not to `from` and `to`",
                String::from("leave it out"),
            );
        }
        let given = (fields.has("from"), fields.has("to"));
        let from = fields.read(faults, "from", number);
        let to = fields.read(faults, "to", number);
        if (from.is_some(), to.is_some()) != given {
            return None;
        }
        let end = |number| Option::map_or(number, Bound::Unbounded, Bound::Inside);
        return match Range::new(end(from), end(to)) {
            Some(range) => Some(Datum::Number { range, unit }),
            None => faults.add(
                CaseFaultKind::EndBeforeStart,
                "`to` is less than `from`",
                String::from("put the lower number in `from`"),
            ),
        };
    }
    let number = fields.need(faults, "number", "`\"number\": 86`", number);
    let bound = match fields.read(faults, "bound", bound) {
        None if fields.has("bound") => return None,
        bound => bound,
    };
    let number = number?;
    let range = match bound {
        None => Range::exact(number),
        Some("<") => Range { low: Bound::Unbounded, high: Bound::Outside(number) },
        Some("<=") => Range { low: Bound::Unbounded, high: Bound::Inside(number) },
        Some(">") => Range { low: Bound::Outside(number), high: Bound::Unbounded },
        Some(_) => Range { low: Bound::Inside(number), high: Bound::Unbounded },
    };
    Some(Datum::Number { range, unit })
}

fn bound(faults: &mut Faults, node: &Tree) -> Option<&'static str> {
    let Tree::Text(text) = node else { return wrong_type(faults, "a text", node) };
    let plain = match text.trim() {
        "≤" => "<=",
        "≥" => ">=",
        other => other,
    };
    match BOUNDS.into_iter().find(|known| *known == plain) {
        Some(bound) => Some(bound),
        None => faults.add(
            CaseFaultKind::UnknownWord,
            "this bound is not known",
            format!("bounds are {}", list(&BOUNDS)),
        ),
    }
}

/// `{ system, code }` or `{ codes: [...] }`
fn coding(faults: &mut Faults, fields: &Fields<'_>) -> Option<Datum> {
    if !fields.has("codes") {
        return code_fields(faults, fields).map(|code| Datum::Codes(vec![code]));
    }
    if fields.has("system") || fields.has("code") {
        return faults.add(
            CaseFaultKind::Contradiction,
            "a value is one code, or `codes`, not both",
            String::from("move it into `codes`"),
        );
    }
    fields.read(faults, "codes", codes).map(Datum::Codes)
}

/// A list of codes, or one.
pub(super) fn codes(faults: &mut Faults, node: &Tree) -> Option<Vec<Code>> {
    one_or_many(faults, node, |faults, node| {
        let fields = Fields::of(faults, node, &CODE)?;
        code_fields(faults, &fields)
    })
}

/// One code.
fn code_fields(faults: &mut Faults, fields: &Fields<'_>) -> Option<Code> {
    let code: Option<Text> = fields.need(faults, "code", "`\"code\": \"59408-5\"`", name);
    let system = fields.need(faults, "system", "`\"system\": \"loinc\"`", system);
    fields.read(faults, "display", text::<Text>);
    let (code, system) = (code?, system?);
    Some(match system {
        Of::Short(system) => Code::new(system, &code),
        Of::Address(uri) => Code::of_system(&uri, &code),
    })
}

/// How a code says its system.
enum Of {
    Short(System),
    Address(String),
}

fn system(faults: &mut Faults, node: &Tree) -> Option<Of> {
    let text: Text = name(faults, node)?;
    let text = text.trim();
    let spelled = text.to_ascii_lowercase().replace(['-', ' '], "_");
    let known = System::parse(text).or_else(|| System::parse(&spelled));
    let known = known.or_else(|| System::parse(&spelled.replace('_', "")));
    if let Some(known) = known {
        return Some(Of::Short(known));
    }
    if System::from_uri(text).is_some() || text.contains(':') {
        return Some(Of::Address(text.to_owned()));
    }
    let names: Vec<&str> = System::every().map(System::name).collect();
    let help = match closest(&spelled, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("systems are {}, or their FHIR addresses", list(&names)),
    };
    faults.add(CaseFaultKind::UnknownWord, "this code system is not known", help)
}
