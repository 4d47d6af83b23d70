//! How much text is read.

/// The limits of reading one file.
pub(super) struct Limits {
    /// Bytes of a file.
    pub(super) bytes: usize,
    /// Braces and parentheses inside one another.
    pub(super) depth: usize,
    /// Faults reported of one file.
    pub(super) faults: usize,
    /// Bytes of a file that may be read again to tell what a broken piece lacks.
    pub(super) reread: usize,
}

pub(super) const LIMITS: Limits =
    Limits { bytes: 2 * 1024 * 1024, depth: 64, faults: 200, reread: 2 * 1024 * 1024 };
