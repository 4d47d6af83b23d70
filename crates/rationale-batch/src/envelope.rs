//! A line that holds a case beside other members: `{"facility": "north", "request": {…}}`.

use rationale_arrow::Refused;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The case of a line, and the members that were asked for.
pub(crate) struct Opened<'a> {
    /// The case's JSON.
    pub(crate) case: Cow<'a, [u8]>,
    /// Values in the order in which they were asked for.
    pub(crate) columns: Vec<Option<String>>,
}

/// Opens a line whose member `name` is the case, as an object or as its text.
pub(crate) fn open<'a>(line: &'a [u8], name: &str, columns: &[String]) -> Result<Opened<'a>, Refused> {
    let mut members: BTreeMap<Cow<'a, str>, &'a RawValue> = serde_json::from_slice(line).map_err(|error| {
        let words = format!(
            "column {}: this is not a JSON object with a member `{name}`; check the quotes, commas and brackets here",
            error.column()
        );
        Refused::of("not-readable", words)
    })?;
    let Some(case) = members.remove(name).map(RawValue::get).filter(|raw| *raw != "null") else {
        return Err(Refused::of("no-case", format!("there is no member `{name}`; give it the case")));
    };
    let case = match serde_json::from_str::<String>(case) {
        Ok(text) => Cow::Owned(text.into_bytes()),
        Err(_) => Cow::Borrowed(case.as_bytes()),
    };
    let columns =
        columns.iter().map(|column| members.get(column.as_str()).and_then(|raw| word(raw.get()))).collect();
    Ok(Opened { case, columns })
}

/// A text, a number, yes or no; nothing else names a group.
fn word(raw: &str) -> Option<String> {
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok(),
        b'n' | b'{' | b'[' => None,
        _ => Some(raw.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::open;

    #[test]
    fn members_beside_the_case_are_words() {
        let columns: Vec<String> = ["facility", "beds", "open", "none", "list"].map(str::to_owned).into();
        let line = br#"{"facility": "St \"A\"", "request": {"case": "A"}, "beds": 12, "open": true, "list": [1], "none": null}"#;
        let opened = open(line, "request", &columns).expect("opened");
        assert_eq!(opened.case.as_ref(), br#"{"case": "A"}"#);
        let found: Vec<Option<&str>> = opened.columns.iter().map(Option::as_deref).collect();
        assert_eq!(found, [Some("St \"A\""), Some("12"), Some("true"), None, None]);
        let text = open(br#"{"request": "{\"case\": \"A\"}"}"#, "request", &[]).expect("opened");
        assert_eq!(text.case.as_ref(), br#"{"case": "A"}"#);
    }

    #[test]
    fn a_line_without_the_case_is_refused_by_what_is_missing() {
        for (line, code) in [
            (&br#"{"a": 1}"#[..], "no-case"),
            (br#"{"request": null}"#, "no-case"),
            (b"[]", "not-readable"),
            (b"{", "not-readable"),
            (b"{\"request\": \xFF}", "not-readable"),
        ] {
            let refused = open(line, "request", &[]).err().expect("refused");
            assert_eq!(refused.problems[0].code, code);
        }
    }
}
