//! Code sets and the codes of facts.

use super::Files;
use super::each::{Row, Rows};
use super::faults::codes as faults;
use super::lower::{Checker, Lowered};
use super::model::SetIx;
use crate::ast;
use crate::source::Name;
use crate::value::code::{Code, CodeMember, CodeSet, CsvRow, System, parse_csv, parse_value_set};

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
        let ((members, rows), uses, broken) = self.apart(cx, |this| {
            let mut members = Vec::new();
            let mut rows = Rows::default();
            for member in &set.members {
                match member {
                    ast::CodesMember::System { system, codes } => this.codes(system, codes, &mut members),
                    ast::CodesMember::Sets(names) => {
                        for name in names {
                            this.other_set(name, files, state, depth, &mut members);
                            rows.extend(this.rows_of(name));
                        }
                    }
                    ast::CodesMember::File(path) => {
                        let (read, whole) = this.code_file(path, &set.columns, files);
                        for row in read {
                            let known = Row { label: row.label, columns: row.columns };
                            rows.insert(one(&row.code), known);
                            members.push(CodeMember::One(row.code));
                        }
                        members.extend(whole.map(CodeMember::Whole));
                    }
                }
            }
            if set.by_date_of.is_some() {
                this.fault(super::faults::not_yet::not_evaluated(set.id.span, "a code set `by date of`"));
            }
            if members.is_empty() && !this.broken {
                this.fault(faults::empty_set(&set.id));
            }
            if members.len() > this.limits.codes {
                this.fault(faults::too_many_codes(&set.id, this.limits.codes));
                members.truncate(this.limits.codes);
            }
            (members, rows)
        });
        let ix = SetIx(u32::try_from(self.sets.len()).unwrap_or(u32::MAX));
        let label = set.label.as_ref().map_or_else(|| set.id.node.clone(), |label| label.node.clone());
        self.sets.push(CodeSet { id: set.id.node.clone(), label, members });
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
    ) {
        let index = self.visible().and_then(|visible| visible.sets.get(name.node.as_str()).copied());
        if let Some(index) = index {
            if state.get(index).copied() == Some(1) || depth > 32 {
                self.fault(faults::set_cycle(name));
                return;
            }
            self.lower_set(index, files, state, depth.saturating_add(1));
        }
        if let Some(ix) = self.set(name)
            && let Some(set) = self.sets.get(ix.0 as usize)
        {
            members.extend(set.members.iter().cloned());
        }
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
    ) -> (Vec<CsvRow>, Option<String>) {
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
        let (mut rows, whole) = match read {
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
        for row in &mut rows {
            row.columns.retain(|heading, _| columns.iter().any(|column| column.node == *heading));
        }
        (rows, whole)
    }
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
