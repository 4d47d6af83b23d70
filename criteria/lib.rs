//! The content library, embedded as text.
//!
//! The build script lists the files, so a guideline is in the library once its file is in its folder.

/// Every criteria and code file, and every test file too with the feature `cases`: its path below the root of the library (`oxygen/home_oxygen.crit`), and its text. Sorted by path.
#[must_use]
pub fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn the_library_is_embedded_in_the_order_of_its_paths() {
        let paths: Vec<&str> = files().iter().map(|(path, _)| *path).collect();
        assert!(paths.is_sorted(), "{paths:?}");
        assert!(paths.contains(&"oxygen/home_oxygen.crit"), "{paths:?}");
        assert!(paths.contains(&"vocabulary/oxygen.crit"), "{paths:?}");
        assert!(files().iter().all(|(_, text)| !text.is_empty()));
    }
}
