//! An assessment as words that can be read aloud. Plain text; a [`Styler`] may colour it.

mod deadline;
mod disposition;
mod evidence;
mod findings;
mod page;
pub mod reasons;
mod sentence;

use crate::assessment::{Answer, Assessment, Finding, MayApply, Outcome};
use crate::case::model::Case;
use crate::check::model::OverlayOf;
use crate::view::View;
use page::Page;

pub use sentence::why;

/// A value as people read it, with its unit; `None` where there is none.
#[must_use]
pub fn value_text(value: &crate::case::model::Datum) -> Option<String> {
    let text = crate::assessment::datum_text(value)?;
    Some(match value {
        crate::case::model::Datum::Number { unit: Some(unit), .. } => format!("{text} {unit}"),
        _ => text,
    })
}

/// What a piece of text says, for colouring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Nothing in particular.
    Plain,
    /// A heading.
    Heading,
    /// It speaks for the request.
    Good,
    /// It speaks against it.
    Bad,
    /// It is open.
    Open,
    /// It may be passed over in reading.
    Faint,
}

/// Colours pieces of text; must not change their width.
pub trait Styler {
    /// The text in that tone.
    fn style(&self, tone: Tone, text: &str) -> String;
}

/// No colour at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Styler for Plain {
    fn style(&self, _tone: Tone, text: &str) -> String {
        text.to_owned()
    }
}

/// All that was answered on a case, as text that ends with a line end.
#[must_use]
pub fn answer_text(answer: &Answer, case: &Case, view: View, styler: &dyn Styler) -> String {
    let mut page = Page::new(styler);
    let as_of = case.as_of.to_text(&case.zone);
    page.item(0, Tone::Heading, &format!("Case {}", case.id), 0, &format!(", reviewed as of {as_of}"));
    for assessment in &answer.assessments {
        one(&mut page, assessment, case, view);
    }
    if answer.assessments.is_empty() && answer.unanswered.is_empty() {
        page.blank();
        page.line(0, "No guideline is known to apply to this request.");
    }
    for unanswered in &answer.unanswered {
        page.heading(&format!("Applies, but was not assessed: {}", unanswered.guideline));
        page.line(2, &unanswered.why);
    }
    for open in &answer.may_apply {
        may_apply(&mut page, open, case);
    }
    page.finish()
}

/// One assessment, as text that ends with a line end.
#[must_use]
pub fn assessment_text(assessment: &Assessment, case: &Case, view: View, styler: &dyn Styler) -> String {
    let mut page = Page::new(styler);
    one(&mut page, assessment, case, view);
    page.finish()
}

fn one(page: &mut Page, assessment: &Assessment, case: &Case, view: View) {
    page.heading(&title(assessment));
    if let Some(overlay) = &assessment.guideline.overlay {
        changed(page, overlay);
    }
    page.blank();
    let tone = match assessment.outcome {
        Outcome::Meets => Tone::Good,
        Outcome::DoesNotMeet => Tone::Bad,
        Outcome::InsufficientInformation => Tone::Open,
        Outcome::NotApplicable => Tone::Faint,
    };
    let why = why(assessment, &case.zone);
    match why.split_once(": ") {
        Some((lead, rest)) => page.run_on(0, tone, &format!("{lead}:"), rest),
        None => page.run_on(0, tone, &why, ""),
    }
    page.blank();
    disposition::write(page, assessment, case);
    if !assessment.findings.is_empty() {
        page.heading("Criteria");
        findings::write(page, &assessment.findings, view, &case.zone);
    }
    page.blank();
    let audit = &assessment.audit;
    page.item(
        0,
        Tone::Faint,
        "audit ",
        6,
        &format!(
            "engine {}, meaning {}, guideline {}, case {}, as of {}",
            audit.engine,
            audit.meaning,
            start(&audit.guideline_digest),
            start(audit.case_digest()),
            audit.as_of
        ),
    );
}

/// What an overlay took from its base and set otherwise; what it replaced and added is said of each criterion.
fn changed(page: &mut Page, overlay: &OverlayOf) {
    let base = format!("{} ({}), edition {}", overlay.base_label, overlay.base, overlay.edition);
    page.item(2, Tone::Faint, "overlay of ", 11, &base);
    for set in &overlay.set {
        let name = if set.label.is_empty() { space(&set.setting) } else { set.label.clone() };
        page.item(2, Tone::Faint, "sets ", 5, &format!("{name}: {} (in the base {})", set.to, set.from));
    }
    for gone in &overlay.removed {
        let name = if gone.label.is_empty() { &gone.path } else { &gone.label };
        page.item(2, Tone::Faint, "removed ", 8, &format!("{name}: {}", gone.reason));
    }
}

fn title(assessment: &Assessment) -> String {
    let guideline = &assessment.guideline;
    let mut title = format!("{} ({}", guideline.label, guideline.id);
    if let Some(edition) = &guideline.edition {
        title.push_str(&format!(", edition {edition}"));
    }
    title.push_str(&match guideline.status.as_str() {
        "approved" => ", approved)".to_owned(),
        "draft" => ", DRAFT: not approved for use)".to_owned(),
        other => format!(", {other})"),
    });
    title
}

fn may_apply(page: &mut Page, open: &MayApply, case: &Case) {
    page.heading(&format!("May apply: {} ({})", open.label, open.guideline));
    for gap in &open.gaps {
        disposition::gap(page, 2, gap, &case.zone);
    }
}

/// What people call a node: its label, else what it asks where it has no name, else its name in words.
pub(crate) fn label(finding: &Finding) -> String {
    if !finding.label().is_empty() {
        return finding.label().to_owned();
    }
    if finding.path().contains('#') && !finding.words().is_empty() {
        return finding.words().to_owned();
    }
    let name = finding.path().rsplit('.').next().unwrap_or(finding.path());
    space(name.split('#').next().unwrap_or(name))
}

/// Whether a node has no name of its own and only holds others: the body of a block, an arm of a `when`.
pub(crate) fn nameless(finding: &Finding, parent: &str) -> bool {
    finding.label().is_empty()
        && !finding.children.is_empty()
        && (finding.path() == parent
            || finding.path().ends_with("#then")
            || finding.path().ends_with("#else"))
}

/// A label inside a sentence: `Breathing` is `breathing`, `BMI` stays.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if second.is_none_or(char::is_lowercase) => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// `room_air` as people write it.
fn space(word: &str) -> String {
    // An option is one word; a text of several, or an address, stays as it is.
    if word.contains([' ', '/', ':', '.']) { word.to_owned() } else { word.replace('_', " ") }
}

fn start(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
