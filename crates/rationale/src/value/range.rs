//! What an open value may be: a range of exact numbers, each end inside, outside or unbounded.
