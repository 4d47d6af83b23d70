//! CEL: an expression for each criterion, taken together by their host, as CEL has no names of its own for what it finds.

use crate::{Peer, Said};
use cel::{Context, Env, Program, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

const POLICY: &str = include_str!("../policies/observation.cel.json");

fn context(env: &Arc<Env>, text: &str) -> Context<'static, 'static> {
    let case: Json = serde_json::from_str(text).expect("JSON");
    let mut context = Context::with_env(Arc::clone(env));
    let time = |text: &Json| {
        Value::Timestamp(chrono::DateTime::parse_from_rfc3339(text.as_str().expect("a text")).expect("a time"))
    };
    let birth = format!("{}T00:00:00Z", case["patient"]["birth_date"].as_str().expect("a date"));
    context.add_variable_from_value("as_of", time(&case["as_of"]));
    context.add_variable_from_value("admission", time(&case["anchors"]["admission"]));
    context.add_variable_from_value("birth", time(&Json::String(birth)));
    context.add_variable_from_value("supplied", Value::Bool(case.get("supply").is_some()));
    for (name, value) in [("item", &case["request"]["item"]), ("records", &case["records"])] {
        context.add_variable_from_value(name, cel::to_value(value).expect("a value"));
    }
    context
}

pub fn peer(texts: &[String]) -> Peer<'static> {
    let env = Arc::new(Env::stdlib());
    let policy: BTreeMap<String, String> = serde_json::from_str(POLICY).expect("JSON");
    let programs: BTreeMap<String, Program> = policy
        .iter()
        .map(|(name, text)| (name.clone(), env.compile(text).unwrap_or_else(|error| panic!("{name}: {error}"))))
        .collect();
    let contexts: Vec<Context<'static, 'static>> = texts.iter().map(|text| context(&env, text)).collect();
    Peer {
        name: String::from("cel 0.15.0 (CEL)"),
        parse: Box::new(move |text| drop(std::hint::black_box(context(&env, text)))),
        evaluate: Box::new(move |at| answer(&programs, &contexts[*at])),
    }
}

fn answer(programs: &BTreeMap<String, Program>, context: &Context<'_, '_>) -> Said {
    let run = |name: &str| programs[name].execute(context).unwrap_or_else(|error| panic!("{name}: {error}"));
    let status = |name: &str| match run(name) {
        Value::Int(status) => status,
        other => panic!("{name} is {other:?}"),
    };
    if run("applies") != Value::Bool(true) {
        return None;
    }
    let need = status("hypoxemia").max(status("breathing"));
    ["adult", "diagnosis", "treated", "pressure"].into_iter().map(status).chain([need]).min()
}
