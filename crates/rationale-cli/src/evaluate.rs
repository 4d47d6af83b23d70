//! `rationale evaluate`: cases in, assessments out.

use crate::args::{AnswerFormat, Args, Evaluate, ViewName};
use crate::files::Trouble;
use crate::{End, cases, criteria, diagnostics, facts, out};
use rationale::Case;
use rationale::case::doubts;
use rationale::eval;
use rationale::plan::{self, Plan};
use rationale::render::{Plain, Styler, answer_text};
use rationale::view::View;
use rationale::wire::answer_json;
use rationale_fhir::OutOptions;

pub(crate) fn run(evaluate: &Evaluate, args: &Args) -> anyhow::Result<End> {
    let criteria = match criteria::given(args.criteria.as_deref()) {
        Ok(criteria) => criteria,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::WrongUsage);
        }
    };
    let mut end = End::Done;
    if criteria.loaded.has_errors() {
        // The sound guidelines still answer.
        out::say(diagnostics::text(&criteria, false).trim_end());
        end = End::Problems;
    }
    let plan = plan::compile(&criteria.loaded.library);
    if let Some(wanted) = &evaluate.guideline
        && let Some(trouble) = criteria::not_there(&plan, wanted)
    {
        out::say(&format!("error: {trouble}"));
        return Ok(End::WrongUsage);
    }
    let colored = out::colored(args.color);
    let (given, shared) = match cases::all(&evaluate.cases, &evaluate.fhir) {
        Ok(all) => all,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::Problems);
        }
    };
    let count = given.len();
    let mut bad = 0_usize;
    let mut printed = false;
    for one in given {
        if let Some(fhir) = &one.fhir {
            facts::say_of(&fhir.taken, &fhir.report);
        }
        let subject = one.fhir.as_ref().and_then(|fhir| fhir.patient.clone());
        match assess(one.name, one.case, &plan, evaluate, colored, subject) {
            Ok(text) => {
                if printed && matches!(evaluate.format, AnswerFormat::Text) {
                    out::print("\n")?;
                }
                printed = true;
                out::print(&text)?;
            }
            Err(troubles) => {
                bad += 1;
                for trouble in troubles {
                    out::say(&format!("error: {trouble}"));
                }
            }
        }
    }
    if let Some(shared) = &shared {
        facts::say_of(&[], shared);
        if shared.lost() {
            end = End::Problems;
        }
    }
    if bad > 0 {
        if count > 1 {
            out::say(&format!("{bad} of {count} cases could not be assessed"));
        }
        end = End::Problems;
    }
    Ok(end)
}

fn assess(
    file: String,
    case: Result<Case, Vec<Trouble>>,
    plan: &Plan,
    evaluate: &Evaluate,
    colored: bool,
    subject: Option<String>,
) -> Result<String, Vec<Trouble>> {
    let mut case = case?;
    if let Some(guideline) = &evaluate.guideline {
        case.request.guideline = Some(guideline.clone());
    }
    for doubt in doubts(&case, plan.library()) {
        out::say(&format!("warning: {file}: {doubt}"));
    }
    let answer =
        eval::assess(plan, &case).map_err(|error| vec![Trouble { file, words: error.to_string() }])?;
    let view = match evaluate.view {
        ViewName::Decisive => View::Decisive,
        ViewName::Context => View::Context,
        ViewName::Everything => View::Everything,
    };
    Ok(match evaluate.format {
        AnswerFormat::Json => answer_json(&answer, &case.zone, view),
        AnswerFormat::Fhir => {
            let options = OutOptions { subject, ..OutOptions::default() };
            rationale_fhir::bundle(&answer, &case, plan.library(), &options)
        }
        AnswerFormat::Text => {
            let styler: &dyn Styler = if colored { &crate::out::Colors } else { &Plain };
            answer_text(&answer, &case, view, styler)
        }
    })
}
