//! What the grammar would have taken -> words an author knows.

use super::grammar::Rule;
use std::collections::BTreeSet;

/// More than these tell nothing.
const MOST: usize = 6;

/// What could stand here, for help; empty where that is too much to say.
pub(super) fn expected(rules: &[Rule]) -> Vec<String> {
    let words: BTreeSet<String> = rules.iter().filter_map(|rule| said(*rule)).collect();
    if words.len() > MOST { Vec::new() } else { words.into_iter().collect() }
}

fn said(rule: Rule) -> Option<String> {
    let words = match rule {
        Rule::name | Rule::id | Rule::option | Rule::path => "a name",
        Rule::label => "a label in quotes",
        Rule::string => "a text in quotes",
        Rule::number | Rule::integer | Rule::signed => "a number",
        Rule::date => "a date such as `2026-01-31`",
        Rule::amount => "an amount such as `24 hours`",
        Rule::point | Rule::anchor => "a time such as `review` or `2 days after admission`",
        Rule::literal | Rule::number_here | Rule::band_value => "a value",
        Rule::unit | Rule::own_unit | Rule::unit_word => "a unit such as `mg/dL`",
        Rule::word => "a unit of time such as `hours`",
        Rule::kind => "a kind such as `quantity in mg/dL` or `yes/no`",
        Rule::compare | Rule::order => "a compare such as `>= 90 %`",
        Rule::window | Rule::window_form => "a time such as `within 24 hours before review`",
        Rule::body | Rule::arm | Rule::test => "a test, or a group such as `all { }`",
        Rule::group => "a group such as `all { }`",
        Rule::criterion => "a criterion such as `low \"Low\": ...`",
        Rule::code | Rule::code_spec => "a code",
        Rule::system | Rule::system_codes => "a code system and its codes",
        Rule::order_op => "a sign such as `>=`",
        Rule::expression | Rule::term | Rule::factor | Rule::positive => "something to calculate with",
        Rule::p_open => "`{`",
        Rule::p_close => "`}`",
        Rule::p_paren => "`(`",
        Rule::p_paren_end => "`)`",
        Rule::p_colon => "`:`",
        Rule::p_comma => "`,`",
        Rule::p_bar => "`|`",
        Rule::p_less => "`<`",
        Rule::p_equals => "`=`",
        _ => return word(rule),
    };
    Some(words.to_owned())
}

/// The rules of words are named by what they read.
fn word(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    let words = name.strip_prefix("k_")?;
    let words = match words {
        "previous" => "after the previous",
        "next" => "next review",
        "default" => "default silence means no for",
        "quantity" => "quantity in",
        "judgement" => "judgement by",
        "rounded" => "rounded to",
        "silence" => "silence means",
        "refer" => "refer to",
        "excluded" => "excluded when",
        "applies" => "applies when",
        "waived" => "waived when",
        "on_day_of" => "on the day of",
        "on_same_day" => "on the same day",
        "on_conflict" => "on conflict prefer",
        words => return Some(format!("`{}`", words.replace('_', " "))),
    };
    Some(format!("`{words}`"))
}
