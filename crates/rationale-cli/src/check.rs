//! `rationale check`: diagnostics for criteria, faults of shape for cases.

use crate::args::{Args, Check, Format, OfFhir};
use crate::criteria::{self, Criteria};
use crate::files::{self, Trouble};
use crate::{End, cases, diagnostics, facts, out};
use rationale::Case;
use rationale::case::doubts;
use rationale::check::Limits;
use rationale::diagnostic::Severity;
use rationale::source::Sources;
use rationale::wire::{DiagnosticsShape, ProblemShape, diagnostics_json};
use std::path::{Path, PathBuf};

const CASES: [&str; 3] = [".case.json", ".case.yaml", ".case.yml"];

pub(crate) fn run(check: &Check, args: &Args) -> anyhow::Result<End> {
    let mut found = Found::default();
    if check.paths.is_empty() {
        match criteria::given(args.criteria.as_deref()) {
            Ok(criteria) => found.criteria = Some(criteria),
            Err(trouble) => {
                out::say(&format!("error: {trouble}"));
                return Ok(End::WrongUsage);
            }
        }
    } else {
        found.paths(&check.paths, args.criteria.as_deref());
        found.patients(&check.fhir);
        found.doubts(args.criteria.as_deref());
    }
    match check.format {
        Format::Json => out::print(&diagnostics_json(&found.shape()))?,
        Format::Text => out::print(&found.text(out::colored(args.color)))?,
    }
    Ok(if found.fails(check.deny_warnings) { End::Problems } else { End::Done })
}

#[derive(Default)]
struct Found {
    criteria: Option<Criteria>,
    troubles: Vec<Trouble>,
    /// Something of FHIR could not be read at all.
    lost: bool,
    cases: usize,
    /// Cases that could be read, by their files.
    given: Vec<(String, Case)>,
    /// What nothing reads of them.
    doubts: Vec<Trouble>,
    /// Files of FHIR, read together when all are known.
    fhir: Vec<PathBuf>,
}

impl Found {
    fn paths(&mut self, paths: &[PathBuf], root: Option<&Path>) {
        let mut criteria_files = Vec::new();
        for path in paths {
            if !path.is_dir() {
                self.file(path, &mut criteria_files);
                continue;
            }
            let endings: Vec<&str> = CASES.into_iter().chain([".crit"]).collect();
            match files::walk(path, &endings) {
                Ok(files) if files.is_empty() => {
                    let words = "nothing to check here; criteria end in `.crit`, cases in `.case.json` or `.case.yaml`";
                    self.troubles.push(Trouble::new(path, words));
                }
                Ok(files) => files.iter().for_each(|file| self.file(file, &mut criteria_files)),
                Err(trouble) => self.troubles.push(trouble),
            }
        }
        if criteria_files.is_empty() {
            return;
        }
        let loaded = match root {
            Some(root) if root.is_dir() && criteria_files.iter().all(|file| file.starts_with(root)) => {
                criteria::below(root, &criteria_files)
            }
            _ => criteria::of_files(&criteria_files),
        };
        match loaded {
            Ok(loaded) => self.criteria = Some(loaded),
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    fn file(&mut self, path: &Path, criteria_files: &mut Vec<PathBuf>) {
        let name = path.to_string_lossy();
        if name.ends_with(".crit") {
            // What cannot be read is said once, and the others are checked.
            match files::read_criteria(path) {
                Ok(_) => criteria_files.push(path.to_owned()),
                Err(trouble) => self.troubles.push(trouble),
            }
        } else if name.ends_with(".cases.yaml") {
            self.troubles.push(Trouble::new(path, "this is a test file; run it with `rationale test`"));
        } else {
            match files::read(path) {
                Ok(text) if cases::is_fhir(path, &text) => self.fhir.push(path.to_owned()),
                Ok(text) => {
                    self.cases += 1;
                    match cases::of_text(path, &text) {
                        Ok(case) => self.given.push((files::shown(path), case)),
                        Err(troubles) => self.troubles.extend(troubles),
                    }
                }
                Err(trouble) => {
                    self.cases += 1;
                    self.troubles.push(trouble);
                }
            }
        }
    }

    /// Holds cases against the criteria beside them, else those that were named.
    fn doubts(&mut self, named: Option<&Path>) {
        let loaded = match (&self.criteria, named) {
            (None, Some(named)) if !self.given.is_empty() => criteria::given(Some(named)).ok(),
            _ => None,
        };
        let Some(criteria) = loaded.as_ref().or(self.criteria.as_ref()) else { return };
        for (file, case) in &self.given {
            for doubt in doubts(case, &criteria.loaded.library) {
                self.doubts.push(Trouble { file: file.clone(), words: doubt.to_string() });
            }
        }
    }

    /// Patients of FHIR: their headers, and what of their resources was not read.
    fn patients(&mut self, fhir: &OfFhir) {
        if self.fhir.is_empty() {
            return;
        }
        let mut fhir = fhir.clone();
        if fhir.as_of.is_none() && fhir.header.is_none() {
            // Whether resources can be read does not hang on the time of review.
            fhir.as_of = Some("2199-12-31T00:00:00Z".to_owned());
        }
        match cases::all(&self.fhir, &fhir) {
            Ok((given, shared)) => {
                self.cases += given.len();
                for one in given {
                    if let Err(troubles) = one.case {
                        self.troubles.extend(troubles);
                    }
                    if let Some(of_patient) = &one.fhir {
                        facts::say_of(&[], &of_patient.report);
                    }
                }
                if let Some(shared) = &shared {
                    facts::say_of(&[], shared);
                    self.lost |= shared.lost();
                }
            }
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    fn fails(&self, deny_warnings: bool) -> bool {
        let faults = self.criteria.as_ref().map_or(&[][..], |criteria| &criteria.loaded.diagnostics);
        self.lost
            || !self.troubles.is_empty()
            || (deny_warnings && !self.doubts.is_empty())
            || faults.iter().any(|fault| deny_warnings || fault.severity == Severity::Error)
    }

    fn shape(&self) -> DiagnosticsShape {
        let problems = problem_shapes(&self.troubles);
        let mut shape = match &self.criteria {
            Some(criteria) => {
                let mut shape =
                    DiagnosticsShape::new(&criteria.loaded.diagnostics, &criteria.loaded.sources, problems);
                for fault in &mut shape.diagnostics {
                    for label in fault.secondary.iter_mut().chain([&mut fault.primary]) {
                        label.file = criteria.path(&label.file);
                    }
                }
                shape
            }
            None => DiagnosticsShape::new(&[], &Sources::default(), problems),
        };
        shape.doubts = problem_shapes(&self.doubts);
        shape
    }

    fn text(&self, colored: bool) -> String {
        let mut text = String::new();
        let mut what = Vec::new();
        let mut wrong = Vec::new();
        if let Some(criteria) = &self.criteria {
            text.push_str(&diagnostics::text(criteria, colored));
            let files = criteria.loaded.sources.iter().count();
            let guidelines = criteria.loaded.library.guidelines.len();
            what.push(format!(
                "{} and {}",
                count(files, "criteria file", "criteria files"),
                count(guidelines, "sound guideline", "sound guidelines")
            ));
            wrong.extend(diagnostics::counts(&criteria.loaded.diagnostics));
            if criteria.loaded.diagnostics.len() >= Limits::default().diagnostics {
                wrong.push("more are not shown".to_owned());
            }
        }
        for trouble in &self.troubles {
            text.push_str(&format!("error: {trouble}\n"));
        }
        if !self.troubles.is_empty() {
            text.push('\n');
            wrong.push(count(self.troubles.len(), "problem with files", "problems with files"));
        }
        for doubt in &self.doubts {
            text.push_str(&format!("warning: {doubt}\n"));
        }
        if !self.doubts.is_empty() {
            text.push('\n');
            wrong.push(count(self.doubts.len(), "doubt about cases", "doubts about cases"));
        }
        if self.cases > 0 {
            what.push(count(self.cases, "case", "cases"));
        }
        let what = if what.is_empty() { "nothing".to_owned() } else { what.join(", ") };
        let wrong = if wrong.is_empty() { "no problems".to_owned() } else { wrong.join(", ") };
        text.push_str(&format!("Checked {what}: {wrong}.\n"));
        text
    }
}

fn problem_shapes(troubles: &[Trouble]) -> Vec<ProblemShape> {
    let shape = |trouble: &Trouble| ProblemShape {
        file: trouble.file.clone(),
        line: None,
        words: trouble.words.clone(),
    };
    troubles.iter().map(shape).collect()
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
