//! The output of a run, of whatever sort -> its cases, one after another.

use crate::errors::Trouble;
use crate::input::open::{Opened, open};
use crate::options::Source;
use rationale_arrow::files::{Reader, column_words};
use rationale_arrow::rows;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The longest line of an output that is read: an assessment is longer than its case.
const LONGEST: u64 = 256 << 20;
/// Rows of Parquet that are decoded at once.
const AT_ONCE: usize = 256;

/// What a run said of one case.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OfCase {
    pub(super) case: String,
    /// By guideline; an empty id where no guideline applies.
    pub(super) answers: BTreeMap<String, OfAnswer>,
}

/// What one guideline said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OfAnswer {
    pub(super) outcome: String,
    /// By path; `None` where the output shows none.
    pub(super) criteria: Option<BTreeMap<String, Stands>>,
}

/// How a criterion stood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stands {
    pub(super) label: String,
    pub(super) status: String,
    pub(super) exclusion: bool,
}

/// The first row of a case: where it comes again, the same case comes again.
#[derive(Clone, Debug, Default, PartialEq)]
struct First {
    guideline: String,
    path: Option<String>,
    kind: Option<String>,
}

#[derive(Default, Deserialize)]
struct Line {
    case: Option<String>,
    assessments: Option<Vec<AssessmentLine>>,
    #[serde(default)]
    may_apply: Vec<GuidelineOnly>,
    #[serde(default)]
    unanswered: Vec<GuidelineOnly>,
    guideline: Option<String>,
    outcome: Option<String>,
    criterion: Option<String>,
    label: Option<String>,
    kind: Option<String>,
    status: Option<String>,
}

#[derive(Deserialize)]
struct GuidelineOnly {
    guideline: String,
}

#[derive(Deserialize)]
struct AssessmentLine {
    guideline: GuidelineId,
    outcome: String,
    findings: Vec<FindingLine>,
}

#[derive(Deserialize)]
struct GuidelineId {
    id: String,
}

#[derive(Deserialize)]
struct FindingLine {
    path: String,
    label: String,
    kind: String,
    status: String,
    #[serde(default)]
    children: Vec<FindingLine>,
}

/// The cases of an output.
pub(super) struct Cases {
    path: PathBuf,
    rows: Rows,
    number: u64,
    /// A case whose rows are not all read yet.
    begun: Option<OfCase>,
    first: First,
    over: bool,
}

enum Rows {
    Lines(Box<dyn BufRead + Send>),
    Parquet(Box<Reader>, std::collections::VecDeque<Line>),
}

impl Cases {
    pub(super) fn open(path: &Path) -> Result<Self, Trouble> {
        let rows = match open(&Source::File(path.to_owned()), &Arc::new(AtomicU64::new(0)))? {
            Opened::Bytes(bytes) => Rows::Lines(bytes.reader),
            Opened::Parquet(path, file) => {
                let all = Reader::open(file, &[], AT_ONCE).map_err(|fault| Trouble::fault(&path, &fault))?;
                let wanted =
                    ["case", "assessment", "guideline", "outcome", "criterion", "label", "kind", "status"];
                let names = all.names();
                let columns: Vec<String> = wanted
                    .into_iter()
                    .filter(|name| names.iter().any(|own| own == name))
                    .map(str::to_owned)
                    .collect();
                if !columns.iter().any(|name| name == "case") {
                    return Err(no_output(&path, 1));
                }
                let file = std::fs::File::open(&path).map_err(|error| Trouble::read(&path, &error))?;
                let reader =
                    Reader::open(file, &columns, AT_ONCE).map_err(|fault| Trouble::fault(&path, &fault))?;
                Rows::Parquet(Box::new(reader), std::collections::VecDeque::new())
            }
        };
        Ok(Self { path: path.to_owned(), rows, number: 0, begun: None, first: First::default(), over: false })
    }

    /// The next case.
    pub(super) fn next_case(&mut self) -> Result<Option<OfCase>, Trouble> {
        while !self.over {
            let Some(line) = self.line()? else {
                self.over = true;
                break;
            };
            if let Some(whole) = self.put(line)? {
                return Ok(Some(whole));
            }
        }
        Ok(self.begun.take())
    }

    fn line(&mut self) -> Result<Option<Line>, Trouble> {
        self.number += 1;
        match &mut self.rows {
            Rows::Lines(reader) => loop {
                let mut bytes = Vec::new();
                let read = std::io::Read::take(&mut *reader, LONGEST).read_until(b'\n', &mut bytes);
                let read = read.map_err(|error| Trouble::read(&self.path, &error))?;
                if read == 0 {
                    return Ok(None);
                }
                if bytes.iter().all(u8::is_ascii_whitespace) {
                    self.number += 1;
                    continue;
                }
                let line = serde_json::from_slice(&bytes).map_err(|_| no_output(&self.path, self.number))?;
                return Ok(Some(line));
            },
            Rows::Parquet(reader, queue) => loop {
                if let Some(line) = queue.pop_front() {
                    return Ok(Some(line));
                }
                let Some(batch) = reader.next() else { return Ok(None) };
                let fault = |fault| Trouble::fault(&self.path, &fault);
                let batch = batch.map_err(fault)?;
                let column = |name: &str| {
                    if batch.column_by_name(name).is_none() {
                        return Ok(vec![None; batch.num_rows()]);
                    }
                    column_words(&batch, name).map_err(fault)
                };
                let mut cells = [
                    column("case")?,
                    column("guideline")?,
                    column("outcome")?,
                    column("criterion")?,
                    column("label")?,
                    column("kind")?,
                    column("status")?,
                    column("assessment")?,
                ];
                for row in 0..batch.num_rows() {
                    let [case, guideline, outcome, criterion, label, kind, status, assessment] =
                        cells.each_mut().map(|column| column.get_mut(row).and_then(Option::take));
                    queue.push_back(match assessment {
                        Some(json) => {
                            serde_json::from_str(&json).map_err(|_| no_output(&self.path, self.number))?
                        }
                        None => Line {
                            case,
                            guideline,
                            outcome,
                            criterion,
                            label,
                            kind,
                            status,
                            ..Line::default()
                        },
                    });
                }
            },
        }
    }

    /// Puts a line where it belongs; gives back the case that is whole now.
    fn put(&mut self, line: Line) -> Result<Option<OfCase>, Trouble> {
        let wrong = || no_output(&self.path, self.number);
        let case = line.case.ok_or_else(wrong)?;
        if let Some(assessments) = line.assessments {
            let whole =
                self.begun.replace(of_assessments(case, assessments, line.may_apply, line.unanswered));
            return Ok(whole);
        }
        let outcome = line.outcome.ok_or_else(wrong)?;
        let guideline = line.guideline.unwrap_or_default();
        let first =
            First { guideline: guideline.clone(), path: line.criterion.clone(), kind: line.kind.clone() };
        let whole = match &self.begun {
            Some(begun) if begun.case != case || self.first == first => self.begun.take(),
            _ => None,
        };
        let begun = match &mut self.begun {
            Some(begun) => begun,
            None => {
                self.first = first;
                self.begun.insert(OfCase { case, answers: BTreeMap::new() })
            }
        };
        let answer = begun.answers.entry(guideline).or_default();
        answer.outcome = outcome;
        if let (Some(path), Some(status)) = (line.criterion, line.status) {
            let criteria = answer.criteria.get_or_insert_default();
            put_criterion(
                criteria,
                path,
                line.label.unwrap_or_default(),
                status,
                line.kind.as_deref().unwrap_or_default(),
            );
        }
        Ok(whole)
    }
}

/// Tests of one record, and what stands between criteria without a name (`when`), tell nothing of their own.
fn put_criterion(
    into: &mut BTreeMap<String, Stands>,
    path: String,
    label: String,
    status: String,
    kind: &str,
) {
    if kind != "detail" && !path.contains('#') {
        // A block comes before the unnamed group that it requires, which has its path.
        into.entry(path).or_insert(Stands { label, status, exclusion: kind == "exclusion" });
    }
}

fn of_assessments(
    case: String,
    assessments: Vec<AssessmentLine>,
    may_apply: Vec<GuidelineOnly>,
    unanswered: Vec<GuidelineOnly>,
) -> OfCase {
    let mut answers = BTreeMap::new();
    for assessment in assessments {
        let mut criteria = BTreeMap::new();
        let mut queue = assessment.findings;
        while let Some(finding) = queue.pop() {
            queue.extend(finding.children);
            put_criterion(&mut criteria, finding.path, finding.label, finding.status, &finding.kind);
        }
        let answer = OfAnswer { outcome: assessment.outcome, criteria: Some(criteria) };
        answers.insert(assessment.guideline.id, answer);
    }
    for (list, outcome) in [(may_apply, rows::MAY_APPLY), (unanswered, rows::UNANSWERED)] {
        for one in list {
            answers.insert(one.guideline, OfAnswer { outcome: outcome.to_owned(), criteria: None });
        }
    }
    if answers.is_empty() {
        let none = OfAnswer { outcome: rows::NO_GUIDELINE_APPLIES.to_owned(), criteria: None };
        answers.insert(String::new(), none);
    }
    OfCase { case, answers }
}

fn no_output(path: &Path, line: u64) -> Trouble {
    Trouble::file(path, format!("line {line} is no output of `rationale batch`; name one that it wrote"))
}
