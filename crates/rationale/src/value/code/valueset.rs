//! Code files that are value sets of FHIR: an expansion, or codes listed outright. What would have to be expanded is refused.

use super::{Code, CsvRow, System};
use serde_json::Value;
use std::collections::BTreeMap;

const MOST_CODES: usize = 200_000;
/// Value sets inside one another, and `contains` inside one another.
const DEEPEST: usize = 32;

/// A value set: its codes, and the address that stands for the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSetRows {
    /// The codes, each once, in given order.
    pub rows: Vec<CsvRow>,
    /// Its address, without a version.
    pub url: Option<String>,
}

/// Why a value set cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueSetError {
    /// Not JSON.
    #[error("this is not JSON (line {line}, column {column})")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Neither a ValueSet nor a Bundle of them.
    #[error("this is neither a ValueSet nor a Bundle of them")]
    NotAValueSet,
    /// Several, and none is named.
    #[error("the file holds {0} value sets; name one by its address or id behind `#`")]
    Several(usize),
    /// None of that name.
    #[error("the file holds no value set of that address or id")]
    NotFound,
    /// A rule that only a terminology server can carry out.
    #[error("it is made by a rule ({0}) that needs a terminology server; save its expansion")]
    NeedsExpansion(&'static str),
    /// It takes in a value set that is not in the file.
    #[error("it takes in a value set that is not in this file; save its expansion, or put both in a Bundle")]
    OtherSet,
    /// A part of an expansion.
    #[error("its expansion is a part only ({given} of {total} codes); save all pages of it")]
    Incomplete {
        /// Codes that are here.
        given: usize,
        /// Codes there are.
        total: usize,
    },
    /// It takes in itself.
    #[error("value sets take in one another in a circle")]
    Circle,
    /// A code that is none.
    #[error("a code in it has no system, or is no text")]
    Code,
    /// It holds nothing.
    #[error("it holds no code")]
    Empty,
    /// Too much.
    #[error("more than {MOST_CODES} codes, or value sets more than {DEEPEST} deep")]
    Limit,
}

/// Reads a value set from a ValueSet or a Bundle of ValueSets; `named`: the one of that address (or its end), id, name or OID.
///
/// ```
/// use rationale::value::code::parse_value_set;
/// let text = r#"{ "resourceType": "ValueSet", "compose": { "include": [
///     { "system": "http://snomed.info/sct", "concept": [{ "code": "385763009" }] } ] } }"#;
/// assert_eq!(parse_value_set(text, None).unwrap().rows[0].code.to_string(), "snomed 385763009");
/// ```
///
/// # Errors
///
/// [`ValueSetError`]: above all where the codes are not listed but would have to be found by a rule. It is never an empty set.
pub fn parse_value_set(text: &str, named: Option<&str>) -> Result<ValueSetRows, ValueSetError> {
    let text = text.trim_start_matches('\u{feff}');
    let document: Value = serde_json::from_str(text)
        .map_err(|error| ValueSetError::NotJson { line: error.line(), column: error.column() })?;
    let sets = sets_of(&document);
    let set = match (named, sets.as_slice()) {
        (_, []) => return Err(ValueSetError::NotAValueSet),
        (None, [one]) => one,
        (None, many) => return Err(ValueSetError::Several(many.len())),
        (Some(name), many) => many.iter().find(|set| is_named(set, name)).ok_or(ValueSetError::NotFound)?,
    };
    let mut found = Codes::default();
    found.of_set(set, &sets, 0)?;
    if found.rows.is_empty() {
        return Err(ValueSetError::Empty);
    }
    let url = text_in(set, "url").map(|url| without_version(url).to_owned());
    Ok(ValueSetRows { rows: found.rows, url })
}

fn sets_of(document: &Value) -> Vec<&Value> {
    match text_in(document, "resourceType") {
        Some("ValueSet") => vec![document],
        Some("Bundle") => {
            let resources = items(document, "entry").filter_map(|entry| entry.get("resource"));
            resources.filter(|resource| text_in(resource, "resourceType") == Some("ValueSet")).collect()
        }
        _ => Vec::new(),
    }
}

fn is_named(set: &Value, name: &str) -> bool {
    let wanted = without_version(name).trim();
    let by_url = text_in(set, "url").map(without_version).is_some_and(|url| {
        url == wanted || url.strip_suffix(wanted).is_some_and(|before| before.ends_with('/'))
    });
    let oid = wanted.strip_prefix("urn:oid:").unwrap_or(wanted);
    let by_identifier = items(set, "identifier")
        .filter_map(|identifier| text_in(identifier, "value"))
        .any(|value| value.strip_prefix("urn:oid:").unwrap_or(value) == oid);
    by_url || by_identifier || text_in(set, "id") == Some(wanted) || text_in(set, "name") == Some(wanted)
}

fn without_version(url: &str) -> &str {
    url.split('|').next().unwrap_or(url)
}

fn text_in<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn items<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = &'v Value> {
    value.get(field).and_then(Value::as_array).into_iter().flatten()
}

#[derive(Clone, Default)]
struct Codes {
    rows: Vec<CsvRow>,
    /// Where each code stands, so that none stands twice.
    known: BTreeMap<Code, usize>,
}

impl Codes {
    fn of_set(&mut self, set: &Value, all: &[&Value], depth: usize) -> Result<(), ValueSetError> {
        if depth > DEEPEST {
            return Err(ValueSetError::Circle);
        }
        if let Some(expansion) = set.get("expansion") {
            return self.expansion(expansion);
        }
        let Some(compose) = set.get("compose") else { return Ok(()) };
        for include in items(compose, "include") {
            for row in selected(include, all, depth)?.rows {
                self.add(row)?;
            }
        }
        for exclude in items(compose, "exclude") {
            let out = selected(exclude, all, depth)?;
            self.rows.retain(|row| !out.known.contains_key(&row.code));
        }
        self.known = self.rows.iter().enumerate().map(|(at, row)| (row.code.clone(), at)).collect();
        Ok(())
    }

    fn expansion(&mut self, expansion: &Value) -> Result<(), ValueSetError> {
        let too_costly = |extension: &Value| {
            text_in(extension, "url").is_some_and(|url| url.ends_with("valueset-toocostly"))
        };
        if items(expansion, "extension").any(too_costly) {
            return Err(ValueSetError::NeedsExpansion("its expansion was too costly"));
        }
        let given = self.contains(expansion, 0)?;
        let total =
            expansion.get("total").and_then(Value::as_u64).and_then(|total| usize::try_from(total).ok());
        match total {
            Some(total) if total > given => Err(ValueSetError::Incomplete { given, total }),
            _ => Ok(()),
        }
    }

    /// Adds what an expansion lists, however deep; how many entries that is.
    fn contains(&mut self, holder: &Value, depth: usize) -> Result<usize, ValueSetError> {
        if depth > DEEPEST {
            return Err(ValueSetError::Limit);
        }
        let mut count = 0_usize;
        for entry in items(holder, "contains") {
            count = count.saturating_add(1);
            let is_abstract = entry.get("abstract").and_then(Value::as_bool).unwrap_or(false);
            // A heading has no code, or one that is not to be used.
            if entry.get("code").is_some() && !is_abstract {
                let system = text_in(entry, "system").ok_or(ValueSetError::Code)?;
                self.add(row(system, entry)?)?;
            }
            count = count.saturating_add(self.contains(entry, depth.saturating_add(1))?);
        }
        Ok(count)
    }

    fn add(&mut self, row: CsvRow) -> Result<(), ValueSetError> {
        if self.known.contains_key(&row.code) {
            return Ok(());
        }
        if self.rows.len() >= MOST_CODES {
            return Err(ValueSetError::Limit);
        }
        self.known.insert(row.code.clone(), self.rows.len());
        self.rows.push(row);
        Ok(())
    }
}

/// The codes that one `include` or `exclude` means: those listed that are also in every value set it names.
fn selected(select: &Value, all: &[&Value], depth: usize) -> Result<Codes, ValueSetError> {
    if items(select, "filter").next().is_some() {
        return Err(ValueSetError::NeedsExpansion("a filter"));
    }
    let mut found: Option<Codes> = None;
    let concepts: Vec<&Value> = items(select, "concept").collect();
    if let Some(system) = text_in(select, "system") {
        if concepts.is_empty() {
            return Err(ValueSetError::NeedsExpansion("all codes of a system"));
        }
        let mut codes = Codes::default();
        for concept in concepts {
            codes.add(row(system, concept)?)?;
        }
        found = Some(codes);
    } else if !concepts.is_empty() {
        return Err(ValueSetError::Code);
    }
    for other in items(select, "valueSet") {
        let url = other.as_str().ok_or(ValueSetError::OtherSet)?;
        let wanted = without_version(url);
        let set = all.iter().find(|set| text_in(set, "url").map(without_version) == Some(wanted));
        let mut codes = Codes::default();
        codes.of_set(set.ok_or(ValueSetError::OtherSet)?, all, depth.saturating_add(1))?;
        found = Some(match found {
            None => codes,
            Some(mut own) => {
                own.rows.retain(|row| codes.known.contains_key(&row.code));
                own.known = own.rows.iter().enumerate().map(|(at, row)| (row.code.clone(), at)).collect();
                own
            }
        });
    }
    found.ok_or(ValueSetError::NeedsExpansion("an include that lists nothing"))
}

fn row(system: &str, concept: &Value) -> Result<CsvRow, ValueSetError> {
    let code = text_in(concept, "code").ok_or(ValueSetError::Code)?;
    let code = match System::parse(system) {
        Some(system) => Code::new(system, code),
        None => Code::of_system(system, code),
    };
    let label = text_in(concept, "display").map(str::to_owned);
    Ok(CsvRow { code, label, columns: BTreeMap::new(), line: 0 })
}

#[cfg(test)]
mod tests {
    use super::{ValueSetError, parse_value_set};

    #[track_caller]
    fn codes(text: &str, named: Option<&str>) -> String {
        let set = parse_value_set(text, named).unwrap_or_else(|error| panic!("{error}"));
        set.rows.iter().map(|row| row.code.to_string()).collect::<Vec<_>>().join(", ")
    }

    #[track_caller]
    fn refused(text: &str, expected: &ValueSetError) {
        assert_eq!(parse_value_set(text, None).as_ref(), Err(expected));
    }

    fn composed(compose: &str) -> String {
        format!(r#"{{"resourceType":"ValueSet","url":"http://x/a","compose":{compose}}}"#)
    }

    const LISTED: &str =
        r#"{"system":"http://loinc.org","concept":[{"code":"1-1"},{"code":" 2-2 "},{"code":"1-1"}]}"#;

    #[test]
    fn listed_codes_are_taken_once_and_excluded_ones_left_out() {
        assert_eq!(codes(&composed(&format!(r#"{{"include":[{LISTED}]}}"#)), None), "loinc 1-1, loinc 2-2");
        let less = format!(
            r#"{{"include":[{LISTED}],"exclude":[{{"system":"http://loinc.org","concept":[{{"code":"2-2"}}]}}]}}"#
        );
        assert_eq!(codes(&composed(&less), None), "loinc 1-1");
    }

    #[test]
    fn an_expansion_is_taken_whatever_its_depth() {
        let text = r#"{"resourceType":"ValueSet","expansion":{"total":4,"contains":[
            {"system":"http://snomed.info/sct","code":"1","abstract":true,"contains":[{"system":"http://snomed.info/sct","code":"2"}]},
            {"display":"heading","contains":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}]}]},
            "compose":{"include":[{"system":"http://snomed.info/sct","filter":[{}]}]}}"#;
        assert_eq!(codes(text, None), "snomed 2, hl7 v3-ActCode|IMP");
        let cut = text.replace("\"total\":4", "\"total\":5");
        refused(&cut, &ValueSetError::Incomplete { given: 4, total: 5 });
    }

    #[test]
    fn one_of_a_bundle_is_named_by_address_id_or_oid_and_takes_in_the_others() {
        let text = format!(
            r#"{{"resourceType":"Bundle","entry":[
              {{"resource":{{"resourceType":"ValueSet","id":"one","url":"http://x/ValueSet/1.2.3",
                "identifier":[{{"value":"urn:oid:1.2.3"}}],"compose":{{"include":[{LISTED}]}}}}}},
              {{"resource":{{"resourceType":"ValueSet","id":"two","url":"http://x/ValueSet/4.5.6",
                "compose":{{"include":[{{"valueSet":["http://x/ValueSet/1.2.3|2026"]}},
                  {{"system":"urn:oid:9.9","concept":[{{"code":"z"}}]}}]}}}}}}]}}"#
        );
        for name in ["one", "1.2.3", "urn:oid:1.2.3", "http://x/ValueSet/1.2.3"] {
            assert_eq!(codes(&text, Some(name)), "loinc 1-1, loinc 2-2", "{name}");
        }
        assert_eq!(codes(&text, Some("two")), "loinc 1-1, loinc 2-2, local urn:oid:9.9|z");
        refused(&text, &ValueSetError::Several(2));
        assert_eq!(parse_value_set(&text, Some("three")), Err(ValueSetError::NotFound));
    }

    #[test]
    fn what_would_have_to_be_expanded_is_refused_and_never_empty() {
        let of = |include: &str| composed(&format!(r#"{{"include":[{include}]}}"#));
        refused(
            &of(
                r#"{"system":"http://snomed.info/sct","filter":[{"property":"concept","op":"is-a","value":"1"}]}"#,
            ),
            &ValueSetError::NeedsExpansion("a filter"),
        );
        refused(
            &of(r#"{"system":"http://loinc.org"}"#),
            &ValueSetError::NeedsExpansion("all codes of a system"),
        );
        refused(&of(r#"{"valueSet":["http://x/other"]}"#), &ValueSetError::OtherSet);
        refused(&of(r#"{"valueSet":["http://x/a"]}"#), &ValueSetError::Circle);
        refused(&of("{}"), &ValueSetError::NeedsExpansion("an include that lists nothing"));
        refused(r#"{"resourceType":"ValueSet"}"#, &ValueSetError::Empty);
        refused(r#"{"resourceType":"ValueSet","expansion":{"contains":[]}}"#, &ValueSetError::Empty);
        refused(r#"{"resourceType":"Patient"}"#, &ValueSetError::NotAValueSet);
        refused("{", &ValueSetError::NotJson { line: 1, column: 1 });
    }
}
