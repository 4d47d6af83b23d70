//! What would have to come out otherwise where a request is not met.

use super::ways::{self, Walk, Ways, comes_out};
use super::{Paths, path_of};
use crate::assessment::WouldChange;
use crate::eval::context::Context;
use crate::eval::request::Asked;
use crate::eval::term;

/// The smallest sets of criteria that would have to come out otherwise for what is asked to be met.
pub(in crate::eval) fn would_change(context: &Context<'_>, asked: &Asked) -> WouldChange {
    let library = context.plan.library();
    let found =
        context.guideline.and_then(|at| library.guidelines.get(at).zip(context.plan.guidelines.get(at)));
    let Some((guideline, nodes)) = found else { return WouldChange::default() };
    let paths = Paths::default();
    let leaf = |place: &ways::Place<'_>, met: bool| {
        let status = term::settle(context, place.term, &[], place.path).status;
        match comes_out(status, met) {
            Some(true) => Ways::already(),
            _ => {
                let path = place.path.split('#').next().unwrap_or(place.path);
                paths.borrow_mut().entry(place.node).or_insert_with(|| path.to_owned());
                Ways::by(place.node)
            }
        }
    };
    let walk = Walk { context, leaf: &leaf };
    let ways = walk.asked(guideline, nodes, asked, false);
    let smallest = ways.sets().first().map_or(0, |set| set.items().len());
    let mut sets: Vec<Vec<String>> = Vec::new();
    for set in ways.sets().iter().filter(|set| set.items().len() == smallest) {
        let mut named: Vec<String> = Vec::new();
        for node in set.items() {
            let path = path_of(&paths, *node);
            if !named.contains(&path) {
                named.push(path);
            }
        }
        if !named.is_empty() && !sets.contains(&named) {
            sets.push(named);
        }
    }
    WouldChange { sets, cut: ways.is_cut() }
}
