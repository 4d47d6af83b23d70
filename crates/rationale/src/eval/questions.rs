//! What to ask, each question once, and only where its answer can matter.

use crate::assessment::{Finding, Gap, Question, Status};

/// The questions of undetermined findings that decide, in guideline order.
pub(crate) fn questions(roots: &[Finding]) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for root in roots {
        walk(root, &mut questions);
    }
    questions
}

fn walk(finding: &Finding, questions: &mut Vec<Question>) {
    if finding.status != Status::Undetermined {
        return;
    }
    for gap in &finding.gaps {
        add(gap, &finding.path, questions);
    }
    // What was found inside a `with` is asked by the test that found it.
    let asked_here = !finding.gaps.is_empty();
    for child in finding.children.iter().filter(|child| child.decisive) {
        if asked_here && child.kind == crate::assessment::FindingKind::Detail {
            continue;
        }
        walk(child, questions);
    }
}

fn add(gap: &Gap, path: &str, questions: &mut Vec<Question>) {
    let path = path.split('#').next().unwrap_or(path).to_owned();
    let same = questions.iter_mut().find(|question| question.gap == *gap);
    match same {
        Some(question) => {
            if !question.criteria.contains(&path) {
                question.criteria.push(path);
            }
        }
        None => questions.push(Question { gap: gap.clone(), criteria: vec![path] }),
    }
}
