//! The content library, embedded as text.
