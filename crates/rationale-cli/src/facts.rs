//! `rationale facts`: which declared facts found which records of a patient, which found none, and what was not read.

use crate::args::{Args, Facts, Format};
use crate::cases::{self, Given};
use crate::{End, criteria, diagnostics, out};
use rationale::Case;
use rationale::case::model::{Record, RecordStatus, RecordTime};
use rationale::case::reading::readings;
use rationale::check::model::{Fact, FactIx};
use rationale::plan::{self, Plan};
use rationale::render::reasons::{reason_words, set_aside_words};
use rationale::render::value_text;
use rationale::value::time::Moment;
use rationale_fhir::{Report, Taken};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

pub(crate) fn run(facts: &Facts, args: &Args) -> anyhow::Result<End> {
    let criteria = match criteria::given(args.criteria.as_deref()) {
        Ok(criteria) => criteria,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::WrongUsage);
        }
    };
    let mut end = End::Done;
    if criteria.loaded.has_errors() {
        out::say(diagnostics::text(&criteria, false).trim_end());
        end = End::Problems;
    }
    let plan = plan::compile(&criteria.loaded.library);
    let wanted = facts.guideline.as_deref();
    if let Some(wanted) = wanted
        && let Some(trouble) = criteria::not_there(&plan, wanted)
    {
        out::say(&format!("error: {trouble}"));
        return Ok(End::WrongUsage);
    }
    let (given, shared) = match cases::all(&facts.cases, &facts.fhir) {
        Ok(all) => all,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::Problems);
        }
    };
    let wanted = plan.facts_of(wanted);
    let mut first = true;
    for one in &given {
        match &one.case {
            Ok(case) => {
                let found: Vec<Found<'_>> =
                    wanted.iter().filter_map(|at| Found::of(&plan, *at, case)).collect();
                match facts.format {
                    Format::Text => {
                        if !first {
                            out::print("\n")?;
                        }
                        out::print(&text(case, &found, one))?;
                    }
                    Format::Json => {
                        let mut line = serde_json::to_string_pretty(&shape(case, &found, one))?;
                        line.push('\n');
                        out::print(&line)?;
                    }
                }
                first = false;
            }
            Err(troubles) => {
                end = End::Problems;
                for trouble in troubles {
                    out::say(&format!("error: {trouble}"));
                }
            }
        }
    }
    if let Some(shared) = &shared {
        if shared.lost() {
            end = End::Problems;
        }
        match facts.format {
            Format::Text => out::print(&remarks_text("Not of a patient, or left out before", shared))?,
            Format::Json => say_of(&[], shared),
        }
    }
    Ok(end)
}

/// Says beside the results what was taken from resources, and what of them was not read.
pub(crate) fn say_of(taken: &[Taken], report: &Report) {
    for one in taken {
        out::say(&format!("note: `{}` is from {}", one.field, one.from));
    }
    for one in report.remarks() {
        out::say(&format!("note: {}", remark_line(&one)));
    }
}

fn remark_line(one: &rationale_fhir::Remarked) -> String {
    let what = if one.resource.is_empty() { "entry" } else { &one.resource };
    let mut line = format!("{} {what}: {}", one.count, one.remark);
    if !one.examples.is_empty() {
        let more = if one.count > one.examples.len() { " ..." } else { "" };
        let _ = write!(line, " ({}{more})", one.examples.join(", "));
    }
    line
}

/// A fact and what it found.
struct Found<'p> {
    fact: &'p Fact,
    /// The record; why it is only possible, or why it does not count.
    records: Vec<(usize, Counts)>,
}

enum Counts {
    Read,
    Possible(String),
    Aside(String),
}

impl<'p> Found<'p> {
    fn of(plan: &'p Plan, at: FactIx, case: &Case) -> Option<Self> {
        let library = plan.library();
        let fact = library.facts.get(at.0 as usize)?;
        let (read, aside) = readings(case, fact, &library.sets);
        let mut records: Vec<(usize, Counts)> = read
            .into_iter()
            .map(|reading| {
                let counts = match &reading.possible {
                    None => Counts::Read,
                    Some(reason) => Counts::Possible(reason_words(reason, &case.zone)),
                };
                (reading.record, counts)
            })
            .collect();
        records.extend(
            aside.into_iter().map(|(record, why)| (record, Counts::Aside(set_aside_words(&why, &case.zone)))),
        );
        Some(Self { fact, records })
    }
}

fn text(case: &Case, found: &[Found<'_>], given: &Given) -> String {
    let mut text = format!("Case {}\n", case.id);
    let (with, without): (Vec<_>, Vec<_>) = found.iter().partition(|one| !one.records.is_empty());
    let _ = writeln!(text, "\nFacts that found records: {} of {}", with.len(), found.len());
    for one in &with {
        let _ = writeln!(text, "  {} \"{}\"", one.fact.id, one.fact.label);
        for (at, counts) in &one.records {
            let Some(record) = case.records.get(*at) else { continue };
            let why = match counts {
                Counts::Read => String::new(),
                Counts::Possible(why) => format!("  [only possible: {why}]"),
                Counts::Aside(why) => format!("  [does not count: {why}]"),
            };
            let _ = writeln!(text, "    {}{why}", line(case, record));
        }
    }
    let _ = writeln!(text, "\nFacts that found none: {}", without.len());
    for one in &without {
        let _ = writeln!(text, "  {} \"{}\"", one.fact.id, one.fact.label);
    }
    let unread = unread(case, found);
    let _ = writeln!(text, "\nRecords that no fact reads: {} of {}", unread.len(), case.records.len());
    for record in unread.iter().take(MOST_UNREAD) {
        let codes: Vec<String> = record.codes.iter().take(3).map(ToString::to_string).collect();
        let _ = writeln!(text, "  {}  {}", record.id, codes.join(", "));
    }
    if unread.len() > MOST_UNREAD {
        let _ = writeln!(text, "  and {} more", unread.len() - MOST_UNREAD);
    }
    if let Some(fhir) = &given.fhir {
        text.push_str("\nResources read\n");
        for (resource, count, records) in fhir.report.resources() {
            let _ = writeln!(text, "  {resource}: {count}, giving {records} records");
        }
        if !fhir.taken.is_empty() {
            text.push_str("\nTaken into the case\n");
            for one in &fhir.taken {
                let _ = writeln!(text, "  {} from {}", one.field, one.from);
            }
        }
        text.push_str(&remarks_text("Skipped, or read with care", &fhir.report));
    }
    text
}

/// Records without a fact that are listed.
const MOST_UNREAD: usize = 20;

fn remarks_text(heading: &str, report: &Report) -> String {
    let remarks = report.remarks();
    if remarks.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{heading}\n");
    for one in remarks {
        let _ = writeln!(text, "  {}", remark_line(&one));
    }
    text
}

fn unread<'c>(case: &'c Case, found: &[Found<'_>]) -> Vec<&'c Record> {
    let read: BTreeSet<usize> = found.iter().flat_map(|one| one.records.iter().map(|(at, _)| *at)).collect();
    let all = case.records.iter().enumerate().filter(|(at, _)| !read.contains(at));
    all.map(|(_, record)| &**record).collect()
}

fn line(case: &Case, record: &Record) -> String {
    let mut parts = vec![record.id.to_string()];
    parts.extend(value_text(&record.value));
    let at = |moment: Moment| match moment {
        Moment::Exact(at) => at.to_text(&case.zone),
        other => other.to_string(),
    };
    parts.push(match record.time {
        RecordTime::Unknown => "no time".to_owned(),
        RecordTime::At(time) => at(time),
        RecordTime::Period { from, to } => {
            format!(
                "{} to {}",
                from.map_or_else(|| "?".to_owned(), at),
                to.map_or_else(|| "now".to_owned(), at)
            )
        }
        RecordTime::Ended { from } => format!("{} to ?", from.map_or_else(|| "?".to_owned(), at)),
    });
    if let Some(from) = record.source.as_ref().and_then(|source| source.time_from.as_deref()) {
        parts.push(format!("from {from}"));
    }
    if record.status != RecordStatus::Final {
        parts.push(record.status.word().replace('_', " "));
    }
    parts.join("  ")
}

fn shape(case: &Case, found: &[Found<'_>], given: &Given) -> Value {
    let facts: Vec<Value> = found
        .iter()
        .map(|one| {
            let records: Vec<Value> = one
                .records
                .iter()
                .filter_map(|(at, counts)| {
                    let record = case.records.get(*at)?;
                    let source = record.source.as_ref();
                    let (counts, why) = match counts {
                        Counts::Read => ("read", None),
                        Counts::Possible(why) => ("possible", Some(why)),
                        Counts::Aside(why) => ("set_aside", Some(why)),
                    };
                    let mut fields =
                        json!({ "record": record.id, "counts": counts, "status": record.status.word() });
                    let given = [
                        ("why", why.cloned()),
                        ("value", value_text(&record.value)),
                        ("resource", source.and_then(|source| source.resource.as_deref()).map(str::to_owned)),
                        ("element", source.and_then(|source| source.element.as_deref()).map(str::to_owned)),
                        (
                            "time_from",
                            source.and_then(|source| source.time_from.as_deref()).map(str::to_owned),
                        ),
                    ];
                    if let Some(fields) = fields.as_object_mut() {
                        fields.extend(
                            given
                                .into_iter()
                                .filter_map(|(name, text)| Some((name.to_owned(), json!(text?)))),
                        );
                    }
                    Some(fields)
                })
                .collect();
            json!({ "fact": one.fact.id, "label": one.fact.label, "records": records })
        })
        .collect();
    let mut shape = json!({
        "version": 1,
        "case": case.id,
        "facts": facts,
        "unread": unread(case, found).iter().map(|record| record.id.as_str()).collect::<Vec<_>>(),
    });
    if let (Some(fields), Some(fhir)) = (shape.as_object_mut(), &given.fhir) {
        let resources: Vec<Value> = fhir
            .report
            .resources()
            .map(|(resource, count, records)| json!({ "resource": resource, "read": count, "records": records }))
            .collect();
        let remarks: Vec<Value> = fhir
            .report
            .remarks()
            .iter()
            .map(|one| {
                json!({ "resource": one.resource, "code": one.remark.code(), "words": one.remark.to_string(),
                        "skipped": one.remark.skipped(), "count": one.count, "examples": one.examples })
            })
            .collect();
        let taken: Vec<Value> =
            fhir.taken.iter().map(|one| json!({ "field": one.field, "from": one.from })).collect();
        fields.insert("resources".to_owned(), json!(resources));
        fields.insert("remarks".to_owned(), json!(remarks));
        fields.insert("taken".to_owned(), json!(taken));
    }
    shape
}
