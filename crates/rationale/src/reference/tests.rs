//! The reference by hand-written tables.
