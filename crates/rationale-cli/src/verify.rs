//! `rationale verify`: an assessment is replayed, and what differs is said.

use crate::args::{Args, Verify};
use crate::files::shown;
use crate::{End, cases, criteria, diagnostics, files, out};
use rationale::plan;
use rationale::verify::{Compared, verify};

pub(crate) fn run(asked: &Verify, args: &Args) -> anyhow::Result<End> {
    let criteria = match criteria::given(args.criteria.as_deref()) {
        Ok(criteria) => criteria,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::WrongUsage);
        }
    };
    if criteria.loaded.has_errors() {
        out::say(diagnostics::text(&criteria, false).trim_end());
    }
    let plan = plan::compile(&criteria.loaded.library);
    let recorded = match files::read(&asked.assessment) {
        Ok(recorded) => recorded,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::Problems);
        }
    };
    let given = match cases::all(&asked.cases, &asked.fhir) {
        Ok((given, _)) => given,
        Err(trouble) => {
            out::say(&format!("error: {trouble}"));
            return Ok(End::Problems);
        }
    };
    let mut given = given.into_iter();
    let mut case = match (given.next(), given.next()) {
        (Some(one), None) => match one.case {
            Ok(case) => case,
            Err(troubles) => {
                for trouble in troubles {
                    out::say(&format!("error: {trouble}"));
                }
                return Ok(End::Problems);
            }
        },
        _ => {
            out::say("error: an assessment is of one case; name the files of one");
            return Ok(End::WrongUsage);
        }
    };
    if let Some(guideline) = &asked.guideline {
        case.request.guideline = Some(guideline.clone());
    }
    let file = shown(&asked.assessment);
    let replay = match verify(&plan, &case, &recorded) {
        Ok(replay) => replay,
        Err(error) => {
            out::say(&format!("error: {file}: {error}"));
            return Ok(End::Problems);
        }
    };
    let how = match replay.compared {
        Compared::Bytes => "byte for byte",
        Compared::Values => "in every value",
        Compared::Meaning => {
            "in outcome, statuses, reasons and evidence; another version of the engine made it"
        }
    };
    if replay.holds() {
        out::print(&format!("{file}: verified, the replay is equal {how}\n"))?;
        return Ok(End::Done);
    }
    out::print(&format!("{file}: not verified, the replay differs\n"))?;
    for difference in &replay.differences {
        out::print(&format!("  {}: {}\n", difference.place, difference.what))?;
    }
    Ok(End::Problems)
}
