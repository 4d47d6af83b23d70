//! Codes and values of FHIR as the core has them.

use rationale::case::model::Datum;
use rationale::case::tree::Tree;
use rationale::value::code::{Code, System};
use rationale::value::number::Number;
use rationale::value::range::{Bound, Range};
use rationale::value::text::Text;
use rationale::value::unit::Unit;

/// A text that is not blank, without blanks around it.
pub(super) fn text(tree: &Tree) -> Option<&str> {
    match tree {
        Tree::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// The text in a field.
pub(super) fn text_in<'t>(tree: &'t Tree, field: &str) -> Option<&'t str> {
    tree.get(field).and_then(text)
}

/// What stands in a field that may repeat: each item, or the one.
pub(super) fn items<'t>(tree: &'t Tree, field: &str) -> &'t [Tree] {
    match tree.get(field) {
        Some(Tree::List(items)) => items,
        Some(Tree::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// The last step of the address of an extension: `qicore-notDone`.
pub(super) fn tail(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

/// Extensions (of both sorts) whose address ends so.
pub(super) fn extensions<'t>(tree: &'t Tree, ending: &str) -> impl Iterator<Item = &'t Tree> {
    let ending = ending.to_owned();
    let both = items(tree, "extension").iter().chain(items(tree, "modifierExtension"));
    both.filter(move |one| text_in(one, "url").is_some_and(|url| tail(url).ends_with(&ending)))
}

/// The value of an extension, whatever its type, and the name of that field.
pub(super) fn extension_value(tree: &Tree) -> Option<(&str, &Tree)> {
    let Tree::Map(fields) = tree else { return None };
    fields.iter().find(|(name, _)| name.starts_with("value")).map(|(name, value)| (name.as_str(), value))
}

/// One Coding; `None` without a code. `false` where its system is missing.
fn coding(tree: &Tree) -> Option<(Code, bool)> {
    let code = text_in(tree, "code")?;
    Some(match text_in(tree, "system") {
        Some(system) => (Code::of_system(system, code), true),
        // Without its system a code means nothing but to its sender.
        None => (Code::new(System::Local, code), false),
    })
}

/// What a CodeableConcept, a Coding or a bare code says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Concept {
    /// Its codes, with the words that stand for them ([`words`]).
    pub(super) codes: Vec<Code>,
    /// What it says where it has no code.
    pub(super) text: Option<String>,
    /// How many codes lack their system.
    pub(super) without_system: usize,
}

impl Concept {
    /// Reads a CodeableConcept or Coding.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut concept = Self::default();
        let codings = items(tree, "coding");
        for one in codings.iter().chain((codings.is_empty()).then_some(tree)) {
            if let Some((code, with_system)) = coding(one) {
                concept.without_system = concept.without_system.saturating_add(usize::from(!with_system));
                if !concept.codes.contains(&code) {
                    concept.codes.push(code);
                }
            }
        }
        // A reason why something was not done may name a whole set of what was not done.
        for ending in ["notDoneValueSet", "codeOptions"] {
            for extension in extensions(tree, ending) {
                if let Some((_, set)) = extension_value(extension)
                    && let Some(set) = text(set)
                {
                    concept.codes.push(Code::new(System::Local, set.split('|').next().unwrap_or(set)));
                }
            }
        }
        concept.text = text_in(tree, "text").or_else(|| text_in(tree, "display")).map(str::to_owned);
        concept
    }

    /// As a value: its codes, else its text.
    pub(super) fn datum(self) -> Option<Datum> {
        if self.codes.is_empty() {
            return self.text.map(|text| Datum::Text(text.into()));
        }
        let mut codes = self.codes;
        let words: Vec<Code> = codes.iter().filter_map(word).collect();
        for word in words {
            if !codes.contains(&word) {
                codes.push(word);
            }
        }
        Some(Datum::Codes(codes))
    }
}

/// Words that criteria may use for codes of HL7, besides the code itself.
pub const WORDS: &[(&str, &str)] = &[
    ("v3-ActCode|IMP", "inpatient"),
    ("v3-ActCode|ACUTE", "acute"),
    ("v3-ActCode|NONAC", "nonacute"),
    ("v3-ActCode|OBSENC", "observation"),
    ("v3-ActCode|EMER", "emergency"),
    ("v3-ActCode|AMB", "ambulatory"),
    ("v3-ActCode|HH", "home_health"),
    ("v3-ActCode|FLD", "field"),
    ("v3-ActCode|VR", "virtual"),
    ("v3-ActCode|SS", "short_stay"),
    ("v3-ActCode|PRENC", "preadmission"),
    ("discharge-disposition|home", "home"),
    ("discharge-disposition|alt-home", "alternative_home"),
    ("discharge-disposition|other-hcf", "other_facility"),
    ("discharge-disposition|hosp", "hospice"),
    ("discharge-disposition|long", "long_term_care"),
    ("discharge-disposition|aadvice", "against_advice"),
    ("discharge-disposition|exp", "died"),
    ("discharge-disposition|psy", "psychiatric"),
    ("discharge-disposition|rehab", "rehabilitation"),
    ("discharge-disposition|snf", "skilled_nursing"),
    ("discharge-disposition|oth", "other"),
    ("diagnosis-role|AD", "admission"),
    ("diagnosis-role|DD", "discharge"),
    ("diagnosis-role|CC", "chief_complaint"),
    ("diagnosis-role|CM", "comorbidity"),
    ("ex-diagnosis-on-admission|y", "yes"),
    ("ex-diagnosis-on-admission|n", "no"),
    ("ex-diagnosis-on-admission|u", "unknown"),
    ("ex-diagnosis-on-admission|w", "undetermined"),
];

/// Other systems of the indicator *present on admission*, which have the letters of HL7's: that of the billing committee
/// (NUBC), as address and as OID, and table 0895 of HL7 version 2.
pub const ON_ADMISSION: &[&str] = &[
    "https://www.nubc.org/CodeSystem/PresentOnAdmissionIndicator",
    "urn:oid:2.16.840.1.113883.6.301.11",
    "v2-0895",
];

fn word(code: &Code) -> Option<Code> {
    let (system, letter) = code.code.rsplit_once('|')?;
    let known = |name: &str| WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word);
    let word = match code.system {
        System::Hl7 | System::Local if ON_ADMISSION.contains(&system) => {
            known(&format!("ex-diagnosis-on-admission|{}", letter.to_ascii_lowercase()))
        }
        System::Hl7 => known(&code.code),
        _ => None,
    };
    word.map(|word| Code::new(System::Local, word))
}

/// A number of JSON, or a text of digits where one was sent as text.
pub(super) fn number(tree: &Tree) -> Option<Number> {
    match tree {
        Tree::Number(text) | Tree::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The unit of a Quantity: its code where that is one, else as people write it.
fn unit(tree: &Tree) -> Option<Text> {
    let code = text_in(tree, "code");
    let written = text_in(tree, "unit");
    let known = |unit: &&str| Unit::parse_lenient(unit).is_ok();
    code.filter(known).or_else(|| written.filter(known)).or(code).or(written).map(Text::from)
}

/// A Quantity, also with a comparator, or a Range.
pub(super) fn quantity(tree: &Tree) -> Option<Datum> {
    if tree.get("low").is_some() || tree.get("high").is_some() {
        return range(tree);
    }
    let value = number(tree.get("value")?)?;
    let range = match text_in(tree, "comparator") {
        None => Range::exact(value),
        Some("<") => Range { low: Bound::Unbounded, high: Bound::Outside(value) },
        Some("<=") => Range { low: Bound::Unbounded, high: Bound::Inside(value) },
        Some(">") => Range { low: Bound::Outside(value), high: Bound::Unbounded },
        Some(">=") => Range { low: Bound::Inside(value), high: Bound::Unbounded },
        // A sign that is not known leaves open how the value lies to the number.
        Some(_) => Range::any(),
    };
    Some(Datum::Number { range, unit: unit(tree) })
}

fn range(tree: &Tree) -> Option<Datum> {
    let end = |field: &str| tree.get(field).and_then(|end| number(end.get("value")?));
    let (low, high) = (end("low"), end("high"));
    if low.is_none() && high.is_none() {
        return None;
    }
    let units: Vec<Text> = ["low", "high"].iter().filter_map(|end| unit(tree.get(end)?)).collect();
    let inside = |end: Option<Number>| end.map_or(Bound::Unbounded, Bound::Inside);
    let unit = match units.as_slice() {
        [one] => Some(one.clone()),
        [low, high] if low == high => Some(low.clone()),
        [] => None,
        // Two units in one range: no value can be told.
        _ => return Some(Datum::Number { range: Range::any(), unit: None }),
    };
    Some(Datum::Number { range: Range::new(inside(low), inside(high))?, unit })
}

/// A Ratio as one number: numerator over denominator, the units likewise.
pub(super) fn ratio(tree: &Tree) -> Option<Datum> {
    let (over, under) = (tree.get("numerator")?, tree.get("denominator")?);
    if over.get("comparator").is_some() || under.get("comparator").is_some() {
        return Some(Datum::Number { range: Range::any(), unit: None });
    }
    let value = number(over.get("value")?)?.div(number(under.get("value")?)?)?;
    let unit = match (unit(over), unit(under)) {
        (Some(over), Some(under)) if under != "1" => Some(format!("{over}/{under}").into()),
        (None, Some(under)) if under != "1" => Some(format!("/{under}").into()),
        (over, _) => over,
    };
    Some(Datum::Number { range: Range::exact(value), unit })
}
