//! JSON or YAML -> one strict tree: no key twice, no deeper than a limit, numbers by their shortest text.
//!
//! What is wrong is said by place alone. The readers' own messages are not passed on, as they may hold what was read.

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// A document, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, by the shortest text that means it: `0.3`, never `0.30`.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// Fields in written order; no name twice.
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// The field of that name, where this is a map that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(fields) => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// What it is, for messages: `a text`, `a list`.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }
}

/// How large a document may be.
#[derive(Clone, Copy, Debug)]
pub struct TreeLimits {
    /// Bytes of the whole text.
    pub bytes: usize,
    /// Lists and objects inside one another.
    pub depth: usize,
    /// Bytes of one text or field name.
    pub text: usize,
    /// Texts, numbers, lists and objects together, aliases of YAML written out.
    pub nodes: usize,
    /// Whether a number may name a field, as its text; else that is a fault.
    pub number_names: bool,
}

impl Default for TreeLimits {
    /// 64 MiB, 32 deep, texts of 64 KiB, 8 million nodes.
    fn default() -> Self {
        Self { bytes: 64 << 20, depth: 32, text: 64 << 10, nodes: 8_000_000, number_names: false }
    }
}

/// Why a text is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TreeFault {
    /// What is wrong.
    pub kind: TreeFaultKind,
    /// Names and numbers of the fields on the way, outermost first; empty where the text itself is damaged.
    pub path: Vec<Step>,
    /// Line and column, both from 1, where they are known.
    pub place: Option<(usize, usize)>,
}

/// A step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a field.
    Field(String),
    /// Into a list, counted from nought.
    Item(usize),
}

/// What can be wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TreeFaultKind {
    /// It is not JSON.
    NotJson,
    /// It is not YAML, or YAML beyond what is read (tags, several documents, endless aliases).
    NotYaml,
    /// It stops too early.
    CutShort,
    /// A field stands twice.
    DuplicateField,
    /// A field's name is not a text.
    FieldNotText,
    /// A number that cannot be kept as written.
    NumberTooLong,
    /// The document is too long.
    TooLong,
    /// It is too deep.
    TooDeep,
    /// A text in it is too long.
    TextTooLong,
}

/// Reads JSON.
///
/// # Errors
///
/// What is wrong: all repeated fields, or the one thing at which reading had to stop.
pub fn parse_json(text: &str, limits: &TreeLimits) -> Result<Tree, Vec<TreeFault>> {
    let mut state = State::new(limits);
    state.measure(text)?;
    // What stops too early stops at its last letter, and not on the empty line after that.
    let written = text.trim_end_matches([' ', '\t', '\r', '\n']);
    let mut reader = serde_json::Deserializer::from_str(written);
    let read = Seed(&mut state).deserialize(&mut reader).and_then(|tree| reader.end().map(|()| tree));
    let tree = read.map_err(|error| {
        let kind = if error.is_eof() { TreeFaultKind::CutShort } else { TreeFaultKind::NotJson };
        (kind, Some((error.line(), error.column())).filter(|(line, _)| *line > 0))
    });
    state.finish(tree)
}

/// Reads YAML.
///
/// # Errors
///
/// As [`parse_json`].
pub fn parse_yaml(text: &str, limits: &TreeLimits) -> Result<Tree, Vec<TreeFault>> {
    let mut state = State::new(limits);
    state.measure(text)?;
    if deepest_bracket(text) > MOST_OPEN_BRACKETS {
        return Err(vec![TreeFault { kind: TreeFaultKind::TooDeep, path: Vec::new(), place: None }]);
    }
    let tree = Seed(&mut state).deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        (TreeFaultKind::NotYaml, error.location().map(|place| (place.line(), place.column())))
    });
    state.finish(tree)
}

/// Brackets that may stand open at once in YAML, those in texts among them. Its reader takes time with the square of this
/// before it hands over the first value.
const MOST_OPEN_BRACKETS: usize = 1_000;

fn deepest_bracket(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => {
                open = open.saturating_add(1);
                deepest = deepest.max(open);
            }
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

struct State<'l> {
    limits: &'l TreeLimits,
    path: Vec<Step>,
    nodes: usize,
    faults: Vec<TreeFault>,
    /// Reading was stopped from here; the reader's own error says nothing more.
    stopped: bool,
}

/// So many fields are held against each other.
const FEW: usize = 24;

/// More repeated fields than this are not listed.
const MOST_FAULTS: usize = 50;

impl<'l> State<'l> {
    fn new(limits: &'l TreeLimits) -> Self {
        Self { limits, path: Vec::new(), nodes: 0, faults: Vec::new(), stopped: false }
    }

    fn measure(&self, text: &str) -> Result<(), Vec<TreeFault>> {
        if text.len() <= self.limits.bytes {
            return Ok(());
        }
        Err(vec![TreeFault { kind: TreeFaultKind::TooLong, path: Vec::new(), place: None }])
    }

    fn finish(
        mut self,
        tree: Result<Tree, (TreeFaultKind, Option<(usize, usize)>)>,
    ) -> Result<Tree, Vec<TreeFault>> {
        match tree {
            Ok(tree) if self.faults.is_empty() => return Ok(tree),
            Ok(_) => {}
            Err((_, place)) if self.stopped => {
                if let Some(last) = self.faults.last_mut() {
                    last.place = place;
                }
            }
            Err((kind, place)) => self.faults.push(TreeFault { kind, path: Vec::new(), place }),
        }
        Err(self.faults)
    }

    fn fault(&mut self, kind: TreeFaultKind) {
        self.faults.push(TreeFault { kind, path: self.path.clone(), place: None });
    }

    fn stop<E: de::Error>(&mut self, kind: TreeFaultKind) -> E {
        self.fault(kind);
        self.stopped = true;
        E::custom("stopped")
    }

    fn text<E: de::Error>(&mut self, text: &str) -> Result<String, E> {
        if text.len() > self.limits.text {
            return Err(self.stop(TreeFaultKind::TextTooLong));
        }
        Ok(text.to_owned())
    }

    fn number_name<E: de::Error>(&mut self, name: String) -> Result<String, E> {
        if self.limits.number_names { Ok(name) } else { Err(self.stop(TreeFaultKind::FieldNotText)) }
    }

    fn enter<E: de::Error>(&mut self) -> Result<(), E> {
        if self.path.len() >= self.limits.depth {
            return Err(self.stop(TreeFaultKind::TooDeep));
        }
        Ok(())
    }
}

struct Seed<'s, 'l>(&'s mut State<'l>);

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Tree, D::Error> {
        self.0.nodes = self.0.nodes.saturating_add(1);
        if self.0.nodes > self.0.limits.nodes {
            return Err(self.0.stop(TreeFaultKind::TooLong));
        }
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Tree;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a document")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree, E> {
        // Beyond this a float no longer holds every digit that was written.
        if !value.is_finite() || value.abs() >= 1e15 {
            return Err(self.0.stop(TreeFaultKind::NumberTooLong));
        }
        Ok(Tree::Number(if value == 0.0 { "0".to_owned() } else { value.to_string() }))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Tree, E> {
        self.0.text(text).map(Tree::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        self.0.enter()?;
        let mut list = Vec::new();
        loop {
            self.0.path.push(Step::Item(list.len()));
            let Some(item) = items.next_element_seed(Seed(self.0))? else { break };
            self.0.path.pop();
            list.push(item);
        }
        self.0.path.pop();
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        self.0.enter()?;
        let mut fields: Vec<(String, Tree)> = Vec::new();
        let mut names = BTreeSet::new();
        while let Some(name) = entries.next_key_seed(Name(self.0))? {
            // A few fields are looked through faster than put in order.
            let repeated = if fields.len() < FEW {
                fields.iter().any(|(known, _)| *known == name)
            } else {
                if names.is_empty() {
                    names.extend(fields.iter().map(|(known, _)| known.clone()));
                }
                !names.insert(name.clone())
            };
            self.0.path.push(Step::Field(name));
            if repeated {
                if self.0.faults.len() >= MOST_FAULTS {
                    return Err(self.0.stop(TreeFaultKind::DuplicateField));
                }
                self.0.fault(TreeFaultKind::DuplicateField);
            }
            let value = entries.next_value_seed(Seed(self.0))?;
            if let Some(Step::Field(name)) = self.0.path.pop()
                && !repeated
            {
                fields.push((name, value));
            }
        }
        Ok(Tree::Map(fields))
    }
}

/// The name of a field.
struct Name<'s, 'l>(&'s mut State<'l>);

impl<'de> DeserializeSeed<'de> for Name<'_, '_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<String, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Name<'_, '_> {
    type Value = String;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a field")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        self.0.text(text)
    }

    fn visit_unit<E: de::Error>(self) -> Result<String, E> {
        Err(self.0.stop(TreeFaultKind::FieldNotText))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<String, E> {
        Err(self.0.stop(TreeFaultKind::FieldNotText))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<String, E> {
        self.0.number_name(value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<String, E> {
        self.0.number_name(value.to_string())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<String, E> {
        self.0.number_name(value.to_string())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.0.stop(TreeFaultKind::FieldNotText))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.0.stop(TreeFaultKind::FieldNotText))
    }
}
