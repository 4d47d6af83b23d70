//! Code files: comma-separated text with a header row, to rows of codes.

use super::{Code, System, shape};
use std::collections::BTreeMap;

const MOST_ROWS: usize = 200_000;
const MOST_COLUMNS: usize = 64;
const LONGEST_FIELD: usize = 1_000;
const LONGEST_CODE: usize = 64;

/// One row of a code file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvRow {
    /// The code.
    pub code: Code,
    /// What it means, where the file says so.
    pub label: Option<String>,
    /// The other columns that are filled, by their heading.
    pub columns: BTreeMap<String, String>,
    /// The line on which the row starts, counted from 1.
    pub line: usize,
}

/// Why a code file cannot be read, and the line, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct CsvError {
    /// The line.
    pub line: usize,
    /// The fault.
    pub fault: CsvFault,
}

/// What may be wrong with a code file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsvFault {
    /// There is no header row.
    #[error("the file is empty; its first line names the columns, such as `system,code,label`")]
    Empty,
    /// The header lacks a column.
    #[error("the header has no column `code`")]
    NoCodeColumn,
    /// The header lacks a column.
    #[error("the header has no column `system`, and no system is given otherwise")]
    NoSystemColumn,
    /// A heading stands twice.
    #[error("two columns have the same heading")]
    SameHeading,
    /// Too few or too many fields.
    #[error("the row has another number of fields than the header")]
    Fields,
    /// A quote that does not end, or text around quotes.
    #[error("a quoted field does not end, or has text before or after its quotes")]
    Quotes,
    /// An unknown system.
    #[error("unknown code system")]
    System,
    /// The code is empty or too long.
    #[error("the code is empty, or longer than {LONGEST_CODE} characters")]
    Code,
    /// The code is not written as codes of its system are.
    #[error("the code is not written as codes of its system are; a row holds one code, no range and no `*`")]
    NoCode,
    /// From when to when a code is in a list by date.
    #[error("a date in `from` or `to` is not written like 2026-01-31, or the last day is before the first")]
    Dates,
    /// A limit.
    #[error("more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {LONGEST_FIELD} characters in a field")]
    Limit,
}

/// Reads a code file: headings `system,code,label` in any order, `system` left out where `given` says it, further columns kept.
///
/// Fields may be quoted (`""` is a quote). Lines end with LF or CRLF; empty lines and a byte order mark are passed over.
///
/// ```
/// use rationale::value::code::{System, parse_csv};
/// let rows = parse_csv("code,label\nI50.9,\"Heart failure, unspecified\"\n", Some(System::Icd10Cm)).unwrap();
/// assert_eq!(rows[0].label.as_deref(), Some("Heart failure, unspecified"));
/// ```
///
/// # Errors
///
/// The first fault, with its line.
pub fn parse_csv(text: &str, given: Option<System>) -> Result<Vec<CsvRow>, CsvError> {
    let mut reader = Reader { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 };
    let Some((line, header)) = reader.row()? else {
        return Err(CsvError { line: 1, fault: CsvFault::Empty });
    };
    let header: Vec<String> = header.iter().map(|heading| heading.trim().to_ascii_lowercase()).collect();
    let fail = |line, fault| CsvError { line, fault };
    let place = |name: &str| header.iter().position(|heading| heading == name);
    let code_at = place("code").ok_or(fail(line, CsvFault::NoCodeColumn))?;
    let system_at = place("system");
    if system_at.is_none() && given.is_none() {
        return Err(fail(line, CsvFault::NoSystemColumn));
    }
    if header.iter().enumerate().any(|(index, heading)| place(heading) != Some(index)) {
        return Err(fail(line, CsvFault::SameHeading));
    }
    let mut rows = Vec::new();
    while let Some((line, fields)) = reader.row()? {
        if rows.len() >= MOST_ROWS {
            return Err(fail(line, CsvFault::Limit));
        }
        if fields.len() != header.len() {
            return Err(fail(line, CsvFault::Fields));
        }
        let field = |at: usize| fields.get(at).map_or("", |field| field.trim());
        let written = system_at.map(field).filter(|name| !name.is_empty());
        let system = match written {
            Some(name) => match System::parse(name) {
                Some(system) => Of::Short(system),
                None if System::from_uri(name).is_some() || name.contains(':') => Of::Address(name),
                None => return Err(fail(line, CsvFault::System)),
            },
            None => Of::Short(given.ok_or(fail(line, CsvFault::System))?),
        };
        let code = field(code_at);
        if code.is_empty() || code.chars().count() > LONGEST_CODE {
            return Err(fail(line, CsvFault::Code));
        }
        if let Of::Short(system) = &system
            && !shape::fits(*system, code, true)
        {
            return Err(fail(line, CsvFault::NoCode));
        }
        let mut label = None;
        let mut columns = BTreeMap::new();
        for (heading, text) in header.iter().zip(&fields) {
            let text = text.trim();
            match heading.as_str() {
                "code" | "system" => {}
                _ if text.is_empty() => {}
                "label" => label = Some(text.to_owned()),
                _ => {
                    columns.insert(heading.clone(), text.to_owned());
                }
            }
        }
        let code = match system {
            Of::Short(system) => Code::new(system, code),
            Of::Address(uri) => Code::of_system(uri, code),
        };
        rows.push(CsvRow { code, label, columns, line });
    }
    Ok(rows)
}

/// How a row says its system.
enum Of<'a> {
    Short(System),
    Address(&'a str),
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    /// The next row that is not empty, with the line it starts on.
    fn row(&mut self) -> Result<Option<(usize, Vec<String>)>, CsvError> {
        loop {
            if self.rest.is_empty() {
                return Ok(None);
            }
            let line = self.line;
            let mut fields = Vec::new();
            loop {
                let field = self.field().map_err(|fault| CsvError { line, fault })?;
                fields.push(field);
                if fields.len() > MOST_COLUMNS {
                    return Err(CsvError { line, fault: CsvFault::Limit });
                }
                if let Some(rest) = self.rest.strip_prefix(',') {
                    self.rest = rest;
                } else {
                    break;
                }
            }
            self.end_line();
            if fields.iter().any(|field| !field.trim().is_empty()) {
                return Ok(Some((line, fields)));
            }
        }
    }

    /// One field, up to the comma or the end of the line, which stay.
    fn field(&mut self) -> Result<String, CsvFault> {
        if let Some(quoted) = self.rest.strip_prefix('"') {
            self.rest = quoted;
            return self.quoted();
        }
        let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at_checked(end).ok_or(CsvFault::Quotes)?;
        self.rest = rest;
        let field = if rest.starts_with(',') { field } else { field.strip_suffix('\r').unwrap_or(field) };
        if field.contains('"') {
            return Err(CsvFault::Quotes);
        }
        if field.len() > LONGEST_FIELD { Err(CsvFault::Limit) } else { Ok(field.to_owned()) }
    }

    /// What follows an opening quote.
    fn quoted(&mut self) -> Result<String, CsvFault> {
        let mut field = String::new();
        loop {
            let (part, rest) = self.rest.split_once('"').ok_or(CsvFault::Quotes)?;
            field.push_str(part);
            self.rest = rest;
            if field.len() > LONGEST_FIELD {
                return Err(CsvFault::Limit);
            }
            let Some(more) = rest.strip_prefix('"') else { break };
            field.push('"');
            self.rest = more;
        }
        let newlines = field.bytes().filter(|byte| *byte == b'\n').count();
        self.line = self.line.saturating_add(newlines);
        let ended =
            self.rest.is_empty() || self.rest.starts_with([',', '\n']) || self.rest.starts_with("\r\n");
        if ended { Ok(field) } else { Err(CsvFault::Quotes) }
    }

    fn end_line(&mut self) {
        let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
        self.rest = match rest.strip_prefix('\n') {
            Some(rest) => {
                self.line = self.line.saturating_add(1);
                rest
            }
            None => rest,
        };
    }
}
