//! Which blocks of a guideline a request asks for.

use super::context::Context;
use super::lists;
use super::point::{self};
use crate::ast::BlockKind;
use crate::check::model::{Anchor, Block, Guideline, Library, Point, SetIx};
use crate::value::code::Code;
use crate::value::time::days_between;
use crate::value::truth::Truth;

/// The request does not tell what it asks of a guideline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// No guideline of that name is loaded.
    #[error("no guideline is called `{name}`; there are: {}", known.join(", "))]
    UnknownGuideline {
        /// The name in the request.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The guideline has no block of that name.
    #[error("guideline `{guideline}` has no block `{name}`; it has: {}", known.join(", "))]
    UnknownBlock {
        /// The guideline.
        guideline: String,
        /// The name in the request.
        name: String,
        /// The blocks it has.
        known: Vec<String>,
    },
    /// The guideline has no such level.
    #[error("guideline `{guideline}` has no level `{name}`; its ladder: {}", known.join(" < "))]
    UnknownLevel {
        /// The guideline.
        guideline: String,
        /// The name in the request.
        name: String,
        /// Its ladder.
        known: Vec<String>,
    },
    /// Several items are asked for, and not the same blocks answer for each.
    #[error("guideline `{guideline}` does not answer for `{}` and `{}` by the same blocks; send a request for each item", items[0], items[1])]
    SeveralItems {
        /// The guideline.
        guideline: String,
        /// Codes of two of the items.
        items: [String; 2],
    },
    /// Several blocks could answer.
    #[error("guideline `{guideline}` could answer by several blocks; name one in `request.block`: {}", known.join(", "))]
    Ambiguous {
        /// The guideline.
        guideline: String,
        /// The blocks that could answer.
        known: Vec<String>,
    },
}

impl RequestError {
    pub(crate) fn unknown_guideline(name: &str, library: &Library) -> Self {
        let mut known: Vec<String> =
            library.guidelines.iter().map(|guideline| guideline.id.clone()).collect();
        known.dedup();
        Self::UnknownGuideline { name: name.to_owned(), known }
    }
}

/// What is asked of a guideline: indexes of its blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A rung of the ladder.
    Level {
        /// Its `level` block, where it has one.
        rung: usize,
    },
    /// A day of a stay, at a level or after a trial.
    Continued {
        /// The block of that day.
        block: usize,
    },
    /// Any of these.
    Any(Vec<usize>),
    /// A day of a stay, and the case does not tell which: neither `request.day` nor the anchor `admission` to the day.
    DayUnknown,
    /// Whether the item is on the list of a block hangs on a date that the case does not tell.
    ListUnknown(SetIx),
    /// One block on its own: discharge, answer, coverage.
    Block(usize),
    /// Nothing: the guideline has `answer` blocks alone, and these are told in any case.
    Answers,
}

/// Which blocks the request asks for; `None` where the guideline does not answer it.
pub(crate) fn asked(
    context: &Context<'_>,
    guideline: &Guideline,
    named: bool,
) -> Result<Option<Asked>, RequestError> {
    let request = &context.case.request;
    if let Some(name) = &request.block {
        return match guideline.blocks.iter().position(|block| block.id == *name) {
            Some(at) => Ok(Some(block_asked(guideline, at))),
            None if named => Err(RequestError::UnknownBlock {
                guideline: guideline.id.clone(),
                name: name.clone(),
                known: ids(guideline, |_| true),
            }),
            None => Ok(None),
        };
    }
    let kind = request.kind.as_deref();
    let continued = kind == Some("continued_stay");
    if let Some(level) = &request.level {
        let Some(rung) = guideline.ladder.iter().position(|rung| rung == level) else {
            if named && !guideline.ladder.is_empty() {
                return Err(RequestError::UnknownLevel {
                    guideline: guideline.id.clone(),
                    name: level.clone(),
                    known: guideline.ladder.clone(),
                });
            }
            return if guideline.ladder.is_empty() { by_item(context, guideline) } else { Ok(None) };
        };
        let has_days = guideline.blocks.iter().any(|block| {
            block.kind == BlockKind::Continued && block.rung == Some(rung) && block.days.is_some()
        });
        let later_day = request.day.is_some_and(|day| day > 1);
        if continued || (later_day && has_days) {
            let of_level = |block: &Block| block.rung == Some(rung);
            return continued_day(context, guideline, Some(rung), of_level);
        }
        return Ok(Some(Asked::Level { rung }));
    }
    if kind == Some("discharge") {
        let discharge = guideline.blocks.iter().position(|block| block.kind == BlockKind::Discharge);
        return Ok(discharge.map(Asked::Block));
    }
    by_item(context, guideline)
}

fn block_asked(guideline: &Guideline, at: usize) -> Asked {
    match guideline.blocks.get(at) {
        Some(Block { kind: BlockKind::Level, rung: Some(rung), .. }) => Asked::Level { rung: *rung },
        Some(Block { kind: BlockKind::Continued, .. }) => Asked::Continued { block: at },
        _ => Asked::Block(at),
    }
}

fn ids(guideline: &Guideline, keep: impl Fn(&Block) -> bool) -> Vec<String> {
    guideline.blocks.iter().filter(|block| keep(block)).map(|block| block.id.clone()).collect()
}

/// The `continued` block of the day asked for (by default the day of review, day 1 being the date of admission), of those that may
/// answer; where none of them is of a day, any of them.
fn continued_day(
    context: &Context<'_>,
    guideline: &Guideline,
    rung: Option<usize>,
    may_answer: impl Fn(&Block) -> bool,
) -> Result<Option<Asked>, RequestError> {
    let blocks = guideline.blocks.iter().enumerate();
    let candidates: Vec<(usize, &Block)> =
        blocks.filter(|(_, block)| block.kind == BlockKind::Continued && may_answer(block)).collect();
    let places = |of: &[(usize, &Block)]| of.iter().map(|(at, _)| *at).collect::<Vec<_>>();
    if candidates.iter().all(|(_, block)| block.days.is_none()) {
        let of_discharge = guideline.blocks.iter().any(|block| block.kind == BlockKind::Discharge);
        return match candidates[..] {
            [] => Ok(None),
            [(at, _)] => Ok(Some(Asked::Continued { block: at })),
            // Beside a discharge block each is an answer of its own, and so is each level's.
            _ if of_discharge || candidates.iter().any(|(_, block)| block.rung.is_some()) => {
                Err(ambiguous(guideline, &places(&candidates)))
            }
            _ => Ok(Some(Asked::Any(places(&candidates)))),
        };
    }
    let days = match context.case.request.day {
        Some(day) => Some((i64::from(day), i64::from(day))),
        None => days_of_stay(context),
    };
    let Some((first, last)) = days else {
        return Ok(Some(Asked::DayUnknown));
    };
    let span = |block: &Block| block.days.map(|(from, to)| (i64::from(from), to.map_or(i64::MAX, i64::from)));
    let of_day: Vec<(usize, &Block)> = candidates
        .iter()
        .filter(|(_, block)| span(block).is_some_and(|(from, to)| from <= last && first <= to))
        .copied()
        .collect();
    let whole = |block: &Block| span(block).is_some_and(|(from, to)| from <= first && last <= to);
    match (&of_day[..], rung) {
        ([(at, block)], _) if whole(block) => Ok(Some(Asked::Continued { block: *at })),
        // The first days of a stay are those of the admission: the level itself answers.
        ([], Some(rung)) if before_all(&candidates, last) => Ok(Some(Asked::Level { rung })),
        ([], _) => Ok(None),
        _ if of_day.iter().all(|(_, block)| whole(block)) => Err(ambiguous(guideline, &places(&of_day))),
        // It hangs on the day, which is known only roughly.
        _ => Ok(Some(Asked::DayUnknown)),
    }
}

/// Whether a day comes before every `continued` block.
fn before_all(candidates: &[(usize, &Block)], day: i64) -> bool {
    candidates.iter().all(|(_, block)| block.days.is_none_or(|(from, _)| day < i64::from(from)))
}

/// The days of the stay that the review may be on: the first and the last.
fn days_of_stay(context: &Context<'_>) -> Option<(i64, i64)> {
    let admission =
        Point { day_of: true, shift: None, anchor: Anchor::Named(String::from("admission")), edge: None };
    let bound = point::place(context, &admission, &[]).ok()?;
    let today = context.case.zone.date_of(context.case.as_of);
    let day = |admitted| days_between(admitted, today).checked_add(1);
    day(bound.dates.last).zip(day(bound.dates.first))
}

/// The coverage blocks for the item asked for, or the only block that could answer.
fn by_item(context: &Context<'_>, guideline: &Guideline) -> Result<Option<Asked>, RequestError> {
    if guideline.blocks.len() > 1 && guideline.blocks.iter().all(|block| block.kind == BlockKind::Answer) {
        return Ok(Some(Asked::Answers));
    }
    let request = &context.case.request;
    let continued = request.kind.as_deref() == Some("continued_stay");
    let fit = |block: &Block| match block.items {
        None => Truth::True,
        Some(set) => lists::holds(context, set, &request.items).0,
    };
    let fits = |block: &Block| fit(block) == Truth::True;
    if continued && guideline.blocks.iter().any(|block| block.kind == BlockKind::Continued) {
        let unclear = |block: &&Block| block.kind == BlockKind::Continued && fit(block) == Truth::Unknown;
        if let Some(set) = guideline.blocks.iter().find(unclear).and_then(|block| block.items) {
            return Ok(Some(Asked::ListUnknown(set)));
        }
        return continued_day(context, guideline, None, fits);
    }
    let unclear = |block: &&Block| block.kind == BlockKind::Coverage && fit(block) == Truth::Unknown;
    if let Some(set) = guideline.blocks.iter().find(unclear).and_then(|block| block.items) {
        return Ok(Some(Asked::ListUnknown(set)));
    }
    // Several codes of one system are several items: they are one request only where the same blocks answer for each.
    let of_code = |code: &Code| -> Vec<usize> {
        let fits = |block: &Block| {
            block
                .items
                .is_none_or(|set| lists::holds(context, set, std::slice::from_ref(code)).0 == Truth::True)
        };
        let blocks = guideline.blocks.iter().enumerate();
        let found = blocks.filter(|(_, block)| block.kind == BlockKind::Coverage && fits(block));
        found.map(|(at, _)| at).collect()
    };
    if let Some((one, other)) = lists::apart(&request.items, of_code) {
        return Err(RequestError::SeveralItems {
            guideline: guideline.id.clone(),
            items: [one, other].map(|code| code.code.to_string()),
        });
    }
    let coverage: Vec<usize> = guideline
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Coverage && fits(block))
        .map(|(at, _)| at)
        .collect();
    if !request.items.is_empty() {
        return Ok(if coverage.is_empty() { None } else { Some(Asked::Any(coverage)) });
    }
    // Nothing is named: the only block that could answer.
    let could: Vec<usize> = guideline
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| match block.kind {
            BlockKind::Coverage => fits(block) || request.items.is_empty(),
            BlockKind::Level => true,
            BlockKind::Continued | BlockKind::Discharge | BlockKind::EveryLevel | BlockKind::Answer => false,
        })
        .map(|(at, _)| at)
        .collect();
    match could[..] {
        [] => {
            let only: Vec<usize> = (0..guideline.blocks.len())
                .filter(|at| {
                    guideline.blocks.get(*at).is_some_and(|block| block.kind != BlockKind::EveryLevel)
                })
                .collect();
            match only[..] {
                [one] => Ok(Some(block_asked(guideline, one))),
                [] => Ok(None),
                _ => Err(ambiguous(guideline, &only)),
            }
        }
        [one] => Ok(Some(block_asked(guideline, one))),
        _ => Err(ambiguous(guideline, &could)),
    }
}

fn ambiguous(guideline: &Guideline, blocks: &[usize]) -> RequestError {
    let known =
        blocks.iter().filter_map(|at| guideline.blocks.get(*at)).map(|block| block.id.clone()).collect();
    RequestError::Ambiguous { guideline: guideline.id.clone(), known }
}
