//! Automation for the project.
fn main() {}
