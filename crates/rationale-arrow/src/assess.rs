//! One case's JSON -> its case and answer, or why there is none.

use rationale::case::read::CaseErrors;
use rationale::case::{self, Limits};
use rationale::eval::{self, Effort};
use rationale::{Answer, Case, Plan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A case and the answer on it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Assessed {
    /// The case.
    pub case: Case,
    /// The answer.
    pub answer: Answer,
}

/// Why a case could not be assessed.
///
/// No value of the case is in it but its id, which stands apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// The case's id, where it could be read.
    pub case: Option<String>,
    /// What is wrong: at least one thing.
    pub problems: Vec<Problem>,
    /// How many more there are than are listed.
    pub more: usize,
}

/// One thing that is wrong with a case.
///
/// ```
/// let problem = rationale_arrow::Problem { code: "no-case".to_owned(), message: "no case here".to_owned() };
/// assert_eq!(serde_json::to_string(&problem).unwrap(), r#"{"code":"no-case","message":"no case here"}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// What sort of thing, such as `missing-field`.
    pub code: String,
    /// Where, what is wrong and what to do, in words.
    pub message: String,
}

impl Refused {
    /// For one problem.
    #[must_use]
    pub fn of(code: &str, message: impl Into<String>) -> Self {
        Self {
            case: None,
            problems: vec![Problem { code: code.to_owned(), message: message.into() }],
            more: 0,
        }
    }

    /// All problems in one line.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words: Vec<String> = self.problems.iter().map(|problem| problem.message.clone()).collect();
        if self.more > 0 {
            words.push(format!("and {} more", self.more));
        }
        words.join("; ")
    }
}

/// Assesses a case given as JSON.
///
/// `guideline` takes the place of the one that the case names.
///
/// # Errors
///
/// [`Refused`] where the text is no case, or asks for something that is not there.
pub fn assess(
    plan: &Plan,
    json: &[u8],
    limits: &Limits<'_>,
    guideline: Option<&str>,
    effort: Effort,
) -> Result<Assessed, Refused> {
    let text = std::str::from_utf8(json).map_err(|error| {
        let at = error.valid_up_to();
        Refused::of("not-utf8", format!("not UTF-8 from byte {at} on; write the case in UTF-8"))
    })?;
    let mut case = case::read_json(text, limits).map_err(|errors| of_errors(&errors))?;
    if let Some(guideline) = guideline {
        case.request.guideline = Some(guideline.to_owned());
    }
    match eval::assess_with(plan, &case, effort) {
        Ok(answer) => Ok(Assessed { case, answer }),
        Err(error) => {
            Err(Refused { case: Some(case.id), ..Refused::of("request-not-answered", error.to_string()) })
        }
    }
}

fn of_errors(errors: &CaseErrors) -> Refused {
    let problem = |fault: &case::read::CaseFault| {
        let code = fault.kind.code().to_owned();
        // A case that stands on one line is told by its column alone; the line is that of the file.
        let message = match fault.place {
            Some((1, column)) => {
                let mut fault = fault.clone();
                fault.place = None;
                format!("column {column}: {fault}")
            }
            _ => fault.to_string(),
        };
        Problem { code, message }
    };
    Refused {
        case: errors.case.clone(),
        problems: errors.faults.iter().map(problem).collect(),
        more: errors.more,
    }
}
