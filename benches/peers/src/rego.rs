//! Rego by the interpreter of regorus. Its newer machine of registers does not agree with it on this policy, and is not measured.

use crate::{Peer, Said};
use regorus::{Engine, Rc, Value};

const POLICY: &str = include_str!("../policies/observation.rego");

pub fn peer(texts: &[String]) -> Peer<'static> {
    let mut engine = Engine::new();
    engine.add_policy(String::from("observation.rego"), POLICY.to_owned()).expect("the policy is sound");
    let status: Rc<str> = "data.observation.status".into();
    let policy = engine.compile_with_entrypoint(&status).expect("the policy is sound");
    let take_in = |text: &String| Value::from_json_str(text).expect("JSON");
    let inputs: Vec<Value> = texts.iter().map(take_in).collect();
    Peer {
        name: String::from("regorus 0.14.1 (Rego)"),
        parse: Box::new(move |text| drop(std::hint::black_box(take_in(text)))),
        evaluate: Box::new(move |at| said(&policy.eval_with_input(inputs[*at].clone()).expect("an answer"))),
    }
}

fn said(value: &Value) -> Said {
    value.as_i64().ok()
}
