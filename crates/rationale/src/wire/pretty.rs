//! JSON for people, byte for byte as `serde_json` indents it. Half of such a text is blanks, which are written here a line at a
//! time and not pair by pair.

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{Result, Write};

/// A shape as JSON text. The shapes hold only text, numbers and lists: writing them cannot fail.
pub(super) fn text<T: Serialize>(shape: &T) -> String {
    let mut bytes = Vec::with_capacity(4096);
    let written = shape.serialize(&mut Serializer::with_formatter(&mut bytes, Indented::default()));
    let text = written.ok().and_then(|()| String::from_utf8(bytes).ok());
    text.unwrap_or_default()
}

/// How deep it is, and whether the list or object at hand has anything in it yet.
#[derive(Default)]
struct Indented {
    depth: usize,
    filled: bool,
}

/// A line end, and the blanks of the depths that are met.
const LINE: &[u8] = &{
    let mut line = [b' '; 65];
    line[0] = b'\n';
    line
};

impl Indented {
    /// A new line, as far in as it is.
    fn line<W: ?Sized + Write>(&self, out: &mut W) -> Result<()> {
        let blanks = self.depth.saturating_mul(2);
        match LINE.get(..=blanks) {
            Some(line) => out.write_all(line),
            None => {
                out.write_all(b"\n")?;
                (0..self.depth).try_for_each(|_| out.write_all(b"  "))
            }
        }
    }

    fn begin<W: ?Sized + Write>(&mut self, out: &mut W, mark: &[u8]) -> Result<()> {
        self.depth = self.depth.saturating_add(1);
        self.filled = false;
        out.write_all(mark)
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, mark: &[u8]) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.filled {
            self.line(out)?;
        }
        out.write_all(mark)
    }

    fn next<W: ?Sized + Write>(&self, out: &mut W, first: bool) -> Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        self.line(out)
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 40, 5, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::from),
                btree_map(".{0,4}", inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_what_serde_json_writes(value in values()) {
            prop_assert_eq!(text(&value), serde_json::to_string_pretty(&value).expect("writes"));
        }
    }

    #[test]
    fn so_it_is_at_any_depth() {
        let mut value = json!([]);
        for _ in 0..60 {
            value = json!({ "a": [value, {}] });
            assert_eq!(text(&value), serde_json::to_string_pretty(&value).expect("writes"));
        }
    }
}
