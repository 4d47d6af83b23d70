//! Syntax tree -> canonical text.
//!
//! One spelling and one layout for one tree; reading the text again gives the same tree, but for places. Comments are not in
//! the tree and so not in the text.

mod bodies;
mod facts;
mod guidelines;
mod phrases;
mod scores;

use crate::ast;

/// Lines are broken where they would be longer than this, as far as their forms allow.
const WIDTH: usize = 110;

/// The canonical text of a file.
///
/// ```
/// use rationale::source::FileId;
/// let text = "fact  spo2 “Oxygen saturation” : quantity in %   rounded to 1 %";
/// let (file, _) = rationale::syntax::parse(FileId(0), text);
/// assert_eq!(rationale::fmt::print(&file), "fact spo2 \"Oxygen saturation\": quantity in %\n  rounded to 1 %\n");
/// ```
#[must_use]
pub fn print(file: &ast::File) -> String {
    let mut printer = Printer { out: String::new() };
    let mut before = None;
    for item in &file.items {
        // Short items of one sort stand together.
        let sort = std::mem::discriminant(item);
        let short = matches!(
            item,
            ast::Item::Use(_) | ast::Item::Default(_) | ast::Item::Anchor(_) | ast::Item::Codes(_)
        );
        if before.is_some_and(|before| before != sort || !short) {
            printer.out.push('\n');
        }
        before = Some(sort);
        printer.item(item);
    }
    printer.out
}

/// The text of a value.
pub(crate) fn literal(literal: &ast::Literal) -> String {
    phrases::literal(literal)
}

/// The text of a body: equal texts are equal trees, but for places.
pub(crate) fn body(body: &ast::Body) -> String {
    let mut printer = Printer { out: String::new() };
    printer.body(body, 0);
    printer.out
}

/// The text of a grant.
pub(crate) fn grant(grant: &ast::Grant) -> String {
    phrases::grant(grant)
}

struct Printer {
    out: String,
}

impl Printer {
    fn item(&mut self, item: &ast::Item) {
        match item {
            ast::Item::Use(used) => self.line(0, &format!("use {}", phrases::text(&used.path.node))),
            ast::Item::Default(default) => {
                let kinds = phrases::names(&default.kinds, ", ");
                self.line(0, &format!("default silence means no for {kinds}"));
            }
            ast::Item::Codes(codes) => self.codes(codes),
            ast::Item::Fact(fact) => self.fact(fact),
            ast::Item::Anchor(anchor) => self.line(0, &phrases::anchor_declared(anchor)),
            ast::Item::Score(score) => self.score(score),
            ast::Item::Define(define) => self.define(define, 0),
            ast::Item::Guideline(guideline) => self.guideline(guideline),
            ast::Item::Overlay(overlay) => self.overlay(overlay),
        }
    }

    /// One whole line.
    fn line(&mut self, indent: usize, text: &str) {
        self.start(indent);
        self.out.push_str(text);
        self.end();
    }

    fn start(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn end(&mut self) {
        self.out.push('\n');
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Ends the line and starts the next.
    fn next(&mut self, indent: usize) {
        self.end();
        self.start(indent);
    }

    /// Whether so much fits on the line that is being written.
    fn fits(&self, text: &str) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or("");
        line.chars().count().saturating_add(text.chars().count()) <= WIDTH
    }
}

/// One step further in.
fn deeper(indent: usize) -> usize {
    indent.saturating_add(2)
}

#[cfg(test)]
mod tests;
