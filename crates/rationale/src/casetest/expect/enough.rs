//! Which sets of questions are enough, and which criteria would have to come out otherwise.

use super::Expect;
use crate::assessment::Question;
use crate::case::tree::Tree;
use crate::casetest::TestError;
use crate::casetest::suite::texts;

impl Expect<'_> {
    /// `enough: [[a], [b, c]]`: all missing sets, each by a criterion or fact of each of its questions.
    pub(super) fn enough(&mut self, tree: &Tree) -> Result<(), TestError> {
        let wanted = self.named(&sets(tree)?)?;
        let missing = self.found.and_then(|assessment| assessment.missing.as_ref());
        let found: Vec<Vec<&Question>> = missing.map_or_else(Vec::new, |missing| {
            let question = |at: &usize| missing.questions.get(*at);
            missing.sets.iter().map(|set| set.questions.iter().filter_map(question).collect()).collect()
        });
        let is = |name: &String, question: &&Question| {
            question.gap.fact.as_ref() == Some(name)
                || question.criteria.iter().any(|path| path == name || path.starts_with(&format!("{name}.")))
        };
        let words: Vec<String> = found
            .iter()
            .map(|set| {
                let each: Vec<String> = set.iter().map(|question| question.criteria.join(" = ")).collect();
                format!("[{}]", each.join(", "))
            })
            .collect();
        self.same_sets("enough", &wanted, &found, is, &words);
        Ok(())
    }

    /// `would change: [[a], [b, c]]`: the smallest sets of criteria that would have to come out otherwise.
    pub(super) fn would_change(&mut self, tree: &Tree) -> Result<(), TestError> {
        let wanted = self.named(&sets(tree)?)?;
        let refer = self.found.and_then(|assessment| assessment.disposition.refer.as_ref());
        let found: Vec<Vec<&String>> = refer.map_or_else(Vec::new, |refer| {
            refer.would_change.sets.iter().map(|set| set.iter().collect()).collect()
        });
        let words: Vec<String> = found
            .iter()
            .map(|set| {
                let each: Vec<&str> = set.iter().map(|path| path.as_str()).collect();
                format!("[{}]", each.join(", "))
            })
            .collect();
        self.same_sets("would change", &wanted, &found, |name, path| *path == name, &words);
        Ok(())
    }

    /// Names as paths, where they are no facts.
    fn named(&self, sets: &[Vec<String>]) -> Result<Vec<Vec<String>>, TestError> {
        let name = |name: &String| match self.path(name) {
            Ok(path) => Ok(path),
            Err(_) if self.library.facts.iter().any(|fact| fact.id == *name) => Ok(name.clone()),
            Err(error) => Err(error),
        };
        sets.iter().map(|set| set.iter().map(name).collect()).collect()
    }

    /// Every set that is wanted is found, and no other.
    fn same_sets<T>(
        &mut self,
        what: &str,
        wanted: &[Vec<String>],
        found: &[Vec<T>],
        is: impl Fn(&String, &T) -> bool,
        words: &[String],
    ) {
        let matches = |wanted: &Vec<String>, found: &Vec<T>| {
            wanted.len() == found.len()
                && wanted.iter().all(|name| found.iter().any(|one| is(name, one)))
                && found.iter().all(|one| wanted.iter().any(|name| is(name, one)))
        };
        let lacking = wanted.iter().any(|set| !found.iter().any(|found| matches(set, found)));
        let beyond = found.iter().any(|found| !wanted.iter().any(|set| matches(set, found)));
        if lacking || beyond {
            let expected: Vec<String> = wanted.iter().map(|set| format!("[{}]", set.join(", "))).collect();
            let got = if words.is_empty() { "none".to_owned() } else { words.join(", ") };
            let expected = if expected.is_empty() { "none".to_owned() } else { expected.join(", ") };
            self.differs(what, &expected, &got, Vec::new());
        }
    }
}

/// A list of sets; a name or a list of names is one set, `none` is none.
fn sets(tree: &Tree) -> Result<Vec<Vec<String>>, TestError> {
    match tree {
        Tree::Text(none) if none == "none" => Ok(Vec::new()),
        Tree::List(items) if items.iter().any(|item| matches!(item, Tree::List(_))) => {
            items.iter().map(texts).collect()
        }
        other => Ok(vec![texts(other)?]),
    }
}
