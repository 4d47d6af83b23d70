//! Code sets and the codes of facts.

use super::Files;
use super::each::{Row, Rows};
use super::faults::codes as faults;
use super::lower::{Checker, Lowered};
use super::model::SetIx;
use crate::ast;
use crate::source::Name;
use crate::value::code::{
    Code, CodeMember, CodeSet, CsvError, CsvFault, CsvRow, DatedCode, System, parse_csv, parse_value_set,
};
use crate::value::time::parse_date;
use chrono::NaiveDate;

impl Checker<'_> {
    /// Lowers all code sets; those that hold others come after them.
    pub(super) fn lower_sets(&mut self, files: &dyn Files) {
        let count = self.names.sets.len();
        self.set_of = vec![Lowered::default(); count];
        self.rows = vec![Rows::default(); count];
        let mut state = vec![0_u8; count];
        for index in 0..count {
            self.lower_set(index, files, &mut state, 0);
        }
    }

    fn lower_set(&mut self, index: usize, files: &dyn Files, state: &mut [u8], depth: u32) {
        let Some(declared) = self.names.sets.get(index).copied() else { return };
        if state.get(index).copied() != Some(0) {
            return;
        }
        if let Some(state) = state.get_mut(index) {
            *state = 1;
        }
        let set = declared.node;
        let cx = super::lower::Context { file: declared.file, ..Default::default() };
        let ((members, dated, rows), uses, broken) = self.apart(cx, |this| {
            let mut members = Vec::new();
            let mut dated = Vec::new();
            let mut rows = Rows::default();
            let by = set.by_date_of.as_ref().filter(|by| this.named_anchor(by).is_some());
            for member in &set.members {
                match member {
                    ast::CodesMember::System { system, codes } => this.codes(system, codes, &mut members),
                    ast::CodesMember::Sets(names) => {
                        for name in names {
                            dated.extend(this.other_set(name, files, state, depth, &mut members));
                            rows.extend(this.rows_of(name));
                        }
                    }
                    ast::CodesMember::File(path) => {
                        let in_force = |row: &CsvRow| in_force(row, by.map(|by| by.node.as_str()));
                        let (read, whole) = this.code_file(path, &set.columns, files, in_force);
                        for (row, in_force) in read {
                            let known = Row { label: row.label, columns: row.columns };
                            rows.insert(one(&row.code), known);
                            match in_force {
                                Some(code) => dated.push(code),
                                None => members.push(CodeMember::One(row.code)),
                            }
                        }
                        members.extend(whole.map(CodeMember::Whole));
                    }
                }
            }
            if members.is_empty() && dated.is_empty() && !this.broken {
                this.fault(faults::empty_set(&set.id));
            } else if let Some(by) = by
                && dated.is_empty()
                && !this.broken
            {
                this.fault(faults::no_dates(by));
            }
            if members.len().saturating_add(dated.len()) > this.limits.codes {
                this.fault(faults::too_many_codes(&set.id, this.limits.codes));
                members.truncate(this.limits.codes);
                dated.truncate(this.limits.codes);
            }
            (members, dated, rows)
        });
        let ix = SetIx(u32::try_from(self.sets.len()).unwrap_or(u32::MAX));
        let label = set.label.as_ref().map_or_else(|| set.id.node.clone(), |label| label.node.clone());
        self.sets.push(CodeSet { id: set.id.node.clone(), label, members, dated });
        if let Some(slot) = self.rows.get_mut(index) {
            *slot = rows;
        }
        if let Some(slot) = self.set_of.get_mut(index) {
            *slot = Lowered { ix: Some(ix), broken, uses };
        }
        if let Some(state) = state.get_mut(index) {
            *state = 2;
        }
    }

    fn other_set(
        &mut self,
        name: &Name,
        files: &dyn Files,
        state: &mut [u8],
        depth: u32,
        members: &mut Vec<CodeMember>,
    ) -> Vec<DatedCode> {
        let index = self.visible().and_then(|visible| visible.sets.get(name.node.as_str()).copied());
        if let Some(index) = index {
            if state.get(index).copied() == Some(1) || depth > 32 {
                self.fault(faults::set_cycle(name));
                return Vec::new();
            }
            self.lower_set(index, files, state, depth.saturating_add(1));
        }
        let Some(set) = self.set(name).and_then(|ix| self.sets.get(ix.0 as usize)) else { return Vec::new() };
        members.extend(set.members.iter().cloned());
        set.dated.clone()
    }

    /// Adds the codes of one system.
    pub(super) fn codes(&mut self, system: &Name, codes: &[ast::CodeSpec], members: &mut Vec<CodeMember>) {
        let Some(known) = System::parse(&system.node) else {
            let fault = faults::unknown_system(system);
            self.fault(fault);
            return;
        };
        for code in codes {
            match CodeMember::new(known, &code.form) {
                Ok(member) => members.push(member),
                Err(error) => {
                    let fault = faults::bad_code(known, code, error);
                    self.fault(fault);
                }
            }
        }
    }

    /// What files say of the codes of another set.
    fn rows_of(&self, name: &Name) -> Rows {
        let index = self.visible().and_then(|visible| visible.sets.get(name.node.as_str()).copied());
        index.and_then(|index| self.rows.get(index)).cloned().unwrap_or_default()
    }

    /// The rows of a code file, with the columns that the set names; and the address of a value set.
    fn code_file(
        &mut self,
        path: &Name,
        columns: &[Name],
        files: &dyn Files,
        in_force: impl Fn(&CsvRow) -> Result<Option<DatedCode>, CsvError>,
    ) -> (Vec<(CsvRow, Option<DatedCode>)>, Option<String>) {
        let none = (Vec::new(), None);
        // Behind `#` stands which of several value sets is meant.
        let (file, named) = match path.node.split_once('#') {
            Some((file, named)) => (file, Some(named)),
            None => (path.node.as_str(), None),
        };
        let Some(clean) = super::load::clean_path(file) else {
            self.fault(super::faults::files::bad_path(path));
            return none;
        };
        let Some(text) = files.read(&clean) else {
            self.fault(super::faults::files::unknown_file(path));
            return none;
        };
        let value_set = file.to_ascii_lowercase().ends_with(".json");
        let most = if value_set { self.limits.value_set_bytes } else { self.limits.file_bytes };
        if text.len() > most {
            self.fault(super::faults::files::file_too_large(path, most));
            return none;
        }
        let read = if value_set {
            parse_value_set(&text, named)
                .map(|set| (set.rows, set.url))
                .map_err(|error| faults::bad_value_set(path, &error))
        } else {
            parse_csv(&text, None)
                .map(|rows| (rows, None))
                .map_err(|error| faults::bad_code_file(path, error))
        };
        let (rows, whole) = match read {
            Ok(read) => read,
            Err(fault) => {
                self.fault(fault);
                return none;
            }
        };
        for column in columns {
            if !rows.iter().any(|row| row.columns.contains_key(&column.node)) {
                self.fault(super::faults::each::no_column(column, file));
            }
        }
        let mut read = Vec::with_capacity(rows.len());
        for mut row in rows {
            match in_force(&row) {
                Ok(in_force) => {
                    row.columns.retain(|heading, _| columns.iter().any(|column| column.node == *heading));
                    read.push((row, in_force));
                }
                Err(error) => {
                    self.fault(faults::bad_code_file(path, error));
                    return none;
                }
            }
        }
        (read, whole)
    }
}

/// From when to when the code of a row is in a list by date; `None` where the row gives no date, or the list has none.
fn in_force(row: &CsvRow, by_date_of: Option<&str>) -> Result<Option<DatedCode>, CsvError> {
    let Some(by_date_of) = by_date_of else { return Ok(None) };
    let wrong = CsvError { line: row.line, fault: CsvFault::Dates };
    let date = |heading: &str| match row.columns.get(heading) {
        None => Ok(None),
        Some(text) => parse_date(text).map(Some).map_err(|_| wrong),
    };
    let (from, to) = (date("from")?, date("to")?);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(wrong);
    }
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    Ok(Some(DatedCode { code: row.code.clone(), from, to, by_date_of: by_date_of.to_owned() }))
}

/// A code member in one spelling, for the digest.
pub(super) fn canonical(member: &CodeMember) -> String {
    match member {
        CodeMember::One(code) => one(code),
        CodeMember::Whole(url) => format!("whole {url}"),
        CodeMember::Prefix(system, code) => format!("{system} {}*", system.key(code)),
        CodeMember::Range(system, low, high) => format!("{system} {}-{}", system.key(low), system.key(high)),
    }
}

/// A code in one spelling.
pub(super) fn one(code: &Code) -> String {
    format!("{} {}", code.system, code.key())
}

/// A code by date in one spelling, for the digest.
pub(super) fn canonical_dated(dated: &DatedCode) -> String {
    let day = |date: Option<NaiveDate>| date.map_or_else(String::new, |date| date.to_string());
    format!("{} {}..{} by {}", one(&dated.code), day(dated.from), day(dated.to), dated.by_date_of)
}
