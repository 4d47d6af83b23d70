//! What a document most likely says next: what it said last time.
//!
//! Records of one sender mostly have the same fields in the same order. A name that is expected is compared, which is several
//! times quicker than to read it and look it up; what is not as expected is read as anything else.

/// The fields of one sort of object; what else stands there is left to the full reader.
pub(super) trait Field: Copy + 'static {
    /// One of them.
    const FIRST: Self;
    /// Each as it stands in a document, with its quotes and the colon.
    const WRITTEN: &'static [&'static str];
    /// The same, by place.
    const ALL: &'static [Self];

    /// Its place among them: below [`MOST`].
    fn place(self) -> usize;

    /// The field of that name.
    fn named(name: &str) -> Option<Self> {
        let is = |written: &&str| {
            written.strip_prefix('"').and_then(|rest| rest.strip_suffix("\":")) == Some(name)
        };
        Self::WRITTEN.iter().position(is).and_then(|place| Self::ALL.get(place)).copied()
    }
}

/// No sort of object has more fields.
pub(super) const MOST: usize = 16;

/// Declares the fields of one sort of object.
macro_rules! fields {
    ($(#[$about:meta])* $name:ident { $first:ident = $named:literal, $($field:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub(super) enum $name { $first, $($field),+ }

        impl $crate::case::read::expect::Field for $name {
            const FIRST: Self = Self::$first;
            const WRITTEN: &'static [&'static str] = &[concat!("\"", $named, "\":"), $(concat!("\"", $text, "\":")),+];
            const ALL: &'static [Self] = &[Self::$first, $(Self::$field),+];

            fn place(self) -> usize {
                const { assert!(Self::ALL.len() <= $crate::case::read::expect::MOST) };
                self as usize
            }
        }
    };
}
pub(super) use fields;

/// Which field came after which when such an object was last read.
pub(super) struct Order<F> {
    first: F,
    after: [F; MOST],
}

impl<F: Field> Default for Order<F> {
    fn default() -> Self {
        Self { first: F::FIRST, after: [F::FIRST; MOST] }
    }
}

impl<F: Field> Order<F> {
    /// The place for what comes after a field; after none, what comes first.
    pub(super) fn after(&mut self, last: Option<F>) -> &mut F {
        match last {
            None => &mut self.first,
            Some(last) => self.after.get_mut(last.place()).unwrap_or(&mut self.first),
        }
    }
}

/// A text as it stood last time, with its quotes, and what it means.
pub(super) struct Last<'d, T> {
    pub(super) written: &'d str,
    pub(super) means: Option<T>,
}

impl<T> Default for Last<'_, T> {
    fn default() -> Self {
        Self { written: "", means: None }
    }
}
