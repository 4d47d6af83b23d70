//! JDM by zen-engine: a graph with one node of expressions.

use crate::{Peer, Said};
use serde_json::Value;
use std::future::Future;
use std::sync::Arc;
use zen_engine::model::DecisionContent;
use zen_engine::{DecisionEngine, Variable};

const POLICY: &str = include_str!("../policies/observation.jdm.json");

pub fn peer(texts: &[String]) -> Peer<'static> {
    let content: DecisionContent = serde_json::from_str(POLICY).expect("a decision");
    let engine = DecisionEngine::default();
    let mut decision = engine.create_decision(Arc::new(content)).expect("a decision");
    decision.compile();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let inputs: Vec<Variable> = texts.iter().map(|text| take_in(text)).collect();
    Peer {
        name: String::from("zen-engine 2.1.6 (JDM)"),
        parse: Box::new(|text| drop(std::hint::black_box(take_in(text)))),
        evaluate: Box::new(move |at| wait(&runtime, decision.evaluate(inputs[*at].clone()))),
    }
}

fn take_in(text: &str) -> Variable {
    serde_json::from_str::<Value>(text).expect("JSON").into()
}

fn wait<E: std::fmt::Debug>(
    runtime: &tokio::runtime::Runtime,
    answer: impl Future<Output = Result<zen_engine::DecisionGraphResponse, E>>,
) -> Said {
    let answer = runtime.block_on(answer).expect("an answer");
    answer.result.dot("status").and_then(|status| serde_json::to_value(status).ok()?.as_f64()).map(|status| status as i64)
}
