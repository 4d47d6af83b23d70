//! Codes and code sets.
