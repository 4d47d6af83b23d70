//! Strong Kleene: statuses taken together, and which members decided.

use crate::assessment::Status;
use crate::ast::GroupKind;

/// `not`: met and unmet change places.
pub(crate) fn not(status: Status) -> Status {
    match status {
        Status::Met => Status::Unmet,
        Status::Undetermined => Status::Undetermined,
        Status::Unmet => Status::Met,
    }
}

/// At least `needed` of the members are met.
pub(crate) fn at_least(needed: usize, members: &[Status]) -> Status {
    let met = members.iter().filter(|status| **status == Status::Met).count();
    let open = members.iter().filter(|status| **status == Status::Undetermined).count();
    if met >= needed {
        Status::Met
    } else if met.saturating_add(open) < needed {
        Status::Unmet
    } else {
        Status::Undetermined
    }
}

/// The members of a group taken together.
pub(crate) fn together(kind: GroupKind, members: &[Status]) -> Status {
    match kind {
        GroupKind::All => members.iter().copied().min().unwrap_or(Status::Met),
        GroupKind::Any => members.iter().copied().max().unwrap_or(Status::Unmet),
        GroupKind::NoneOf => not(together(GroupKind::Any, members)),
        GroupKind::AtLeast(needed) => at_least(needed as usize, members),
        GroupKind::AtMost(most) => not(at_least((most as usize).saturating_add(1), members)),
    }
}

/// How many of so many members have to come out so for their group to be met, or unmet; and whether that is met.
pub(crate) fn needed(kind: GroupKind, count: usize, met: bool) -> (usize, bool) {
    match (kind, met) {
        (GroupKind::All, true) => (count, true),
        (GroupKind::All, false) => (1, false),
        (GroupKind::Any, true) => (1, true),
        (GroupKind::Any, false) => (count, false),
        (GroupKind::NoneOf, true) => (count, false),
        (GroupKind::NoneOf, false) => (1, true),
        (GroupKind::AtLeast(needed), true) => (needed as usize, true),
        (GroupKind::AtLeast(needed), false) => {
            (count.saturating_add(1).saturating_sub(needed as usize), false)
        }
        (GroupKind::AtMost(most), true) => (count.saturating_sub(most as usize), false),
        (GroupKind::AtMost(most), false) => ((most as usize).saturating_add(1), true),
    }
}

/// Whether a member of that status is part of why the group stands as it does.
///
/// Undetermined groups rest on their undetermined members alone: settling a decided one cannot help.
pub(crate) fn decides(kind: GroupKind, group: Status, member: Status) -> bool {
    if group == Status::Undetermined {
        return member == Status::Undetermined;
    }
    match kind {
        GroupKind::All | GroupKind::Any => member == group,
        GroupKind::NoneOf => member == not(group),
        GroupKind::AtLeast(_) if group == Status::Met => member == Status::Met,
        GroupKind::AtMost(_) if group == Status::Unmet => member == Status::Met,
        GroupKind::AtLeast(_) | GroupKind::AtMost(_) => member != Status::Met,
    }
}

#[cfg(test)]
mod tests {
    use super::{decides, needed, together};
    use crate::assessment::Status::{self, Met, Undetermined, Unmet};
    use crate::ast::GroupKind::{All, Any, AtLeast, AtMost, NoneOf};

    const EACH: [Status; 3] = [Unmet, Undetermined, Met];

    /// What a group is when every undetermined member is tried as met and as unmet.
    fn tried(kind: crate::ast::GroupKind, members: &[Status]) -> Status {
        let open: Vec<usize> = (0..members.len()).filter(|at| members[*at] == Undetermined).collect();
        let answers: Vec<bool> = (0..1_u32 << open.len())
            .map(|bits| {
                let met = members
                    .iter()
                    .enumerate()
                    .filter(|(at, status)| match open.iter().position(|open| open == at) {
                        Some(place) => bits >> place & 1 == 1,
                        None => **status == Met,
                    })
                    .count();
                match kind {
                    All => met == members.len(),
                    Any => met > 0,
                    NoneOf => met == 0,
                    AtLeast(needed) => met >= needed as usize,
                    AtMost(most) => met <= most as usize,
                }
            })
            .collect();
        match (answers.iter().all(|yes| *yes), answers.iter().any(|yes| *yes)) {
            (true, _) => Met,
            (false, true) => Undetermined,
            (false, false) => Unmet,
        }
    }

    #[test]
    fn a_group_is_decided_exactly_where_every_answer_of_its_open_members_agrees() {
        for a in EACH {
            for b in EACH {
                for c in EACH {
                    for kind in [
                        All,
                        Any,
                        NoneOf,
                        AtLeast(1),
                        AtLeast(2),
                        AtLeast(3),
                        AtLeast(4),
                        AtMost(0),
                        AtMost(1),
                        AtMost(3),
                    ] {
                        let members = [a, b, c];
                        assert_eq!(
                            together(kind, &members),
                            tried(kind, &members),
                            "{kind:?} of {members:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn as_many_as_are_needed_make_the_group_come_out_so_and_one_fewer_does_not() {
        for kind in [All, Any, NoneOf, AtLeast(1), AtLeast(2), AtLeast(3), AtMost(0), AtMost(1), AtMost(2)] {
            for (met, wanted) in [(true, Met), (false, Unmet)] {
                let (least, each_met) = needed(kind, 3, met);
                let (this, other) = if each_met { (Met, Unmet) } else { (Unmet, Met) };
                for chosen in 0..=3 {
                    let members: Vec<Status> =
                        (0..3).map(|at| if at < chosen { this } else { other }).collect();
                    assert_eq!(
                        together(kind, &members) == wanted,
                        chosen >= least,
                        "{kind:?} {met} {chosen}"
                    );
                }
            }
        }
    }

    #[test]
    fn some_member_decides_every_group() {
        for a in EACH {
            for b in EACH {
                for kind in [All, Any, NoneOf, AtLeast(1), AtLeast(2), AtMost(1)] {
                    let group = together(kind, &[a, b]);
                    let trivial = kind == AtMost(1) && group == Met && a == Met && b == Met;
                    assert!(
                        trivial || decides(kind, group, a) || decides(kind, group, b),
                        "{kind:?} of {a:?}, {b:?}"
                    );
                }
            }
        }
    }
}
