//! Whether what goes out is valid FHIR R4: by a validator that was not written here, from the npm registry.

use crate::run;
use anyhow::Result;
use serde_json::{Value, json};

/// Where it is done; Node.js finds its modules from here.
const FOLDER: &str = "target/fhir";

/// Cases of the examples, with the criteria they are for.
const EXAMPLES: &[(&str, Option<&str>)] = &[
    ("docs/examples/home_oxygen/meets_group_one.case.json", None),
    ("docs/examples/home_oxygen/delivery_not_documented.case.json", None),
    ("docs/examples/home_oxygen/evaluation_not_documented.case.json", None),
    ("docs/examples/heart_failure/heart_failure.case.json", Some("docs/examples/heart_failure")),
];

/// Requests for a patient of whom nothing is known, so that everything is asked back.
fn unknown() -> Vec<Value> {
    let item = |system: &str, code: &str| json!({ "system": system, "code": code });
    vec![
        json!({ "guideline": "cpap", "block": "trial", "item": item("hcpcs", "E0601") }),
        json!({ "guideline": "cpap", "block": "after_trial", "item": item("hcpcs", "E0601") }),
        json!({ "guideline": "home_oxygen", "block": "initial", "item": item("hcpcs", "E1390") }),
        json!({ "guideline": "laa_closure", "item": item("cpt", "33340") }),
        json!({ "guideline": "home_health", "level": "home_health" }),
        json!({ "guideline": "snf_admission", "level": "snf" }),
    ]
}

/// Writes what the command prints of them, and validates it.
pub(crate) fn valid() -> Result<()> {
    for file in ["package.json", "validate.mjs"] {
        run::write(&format!("{FOLDER}/{file}"), &run::read(&format!("tests/fhir/{file}"))?)?;
    }
    run::npm_install(FOLDER)?;
    let rationale = run::rationale()?;
    let mut files = Vec::new();
    for (case, criteria) in EXAMPLES {
        files.push(evaluated(&rationale, case, *criteria, files.len())?);
    }
    for (at, request) in unknown().into_iter().enumerate() {
        let case = json!({
            "case": "unknown", "as_of": "2026-03-03T09:00:00-05:00", "payer": "medicare", "request": request,
            "anchors": { "service": "2026-03-03", "admission": "2026-03-03T09:00:00-05:00" },
        });
        let path = format!("{FOLDER}/unknown_{at}.case.json");
        run::write(&path, &case.to_string())?;
        files.push(evaluated(&rationale, &path, None, files.len())?);
    }
    let script = format!("{FOLDER}/validate.mjs");
    let arguments: Vec<&str> =
        std::iter::once(script.as_str()).chain(files.iter().map(String::as_str)).collect();
    run::program("node", &arguments, &[])
}

fn evaluated(rationale: &str, case: &str, criteria: Option<&str>, number: usize) -> Result<String> {
    let mut arguments = vec!["evaluate", case, "--format", "fhir"];
    arguments.extend(criteria.into_iter().flat_map(|folder| ["--criteria", folder]));
    let text = run::output(rationale, &arguments)?;
    let path = format!("{FOLDER}/{number}.json");
    run::write(&path, &text)?;
    Ok(path)
}
