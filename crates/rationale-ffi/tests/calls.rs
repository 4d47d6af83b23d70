//! The ABI as its callers use it, and as they misuse it: what comes out is the contract's, and nothing crashes.

// A test reads files, and misuses one call after another.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::multiple_unsafe_ops_per_block,
    clippy::disallowed_methods,
    missing_docs
)]

use proptest::prelude::*;
use rationale_ffi::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::ptr::{null, null_mut};

/// Runs a call and takes its text over.
fn take(call: impl FnOnce(*mut rationale_text) -> i32) -> (i32, Vec<u8>) {
    let mut text = rationale_text { data: null_mut(), length: 0 };
    let code = call(&raw mut text);
    let bytes = if text.data.is_null() {
        Vec::new()
    } else {
        // SAFETY: filled by the call: `length` bytes at `data`.
        unsafe { std::slice::from_raw_parts(text.data, text.length) }.to_vec()
    };
    // SAFETY: filled by the call and unchanged.
    unsafe { rationale_text_free(&raw mut text) };
    assert!(text.data.is_null() && text.length == 0, "a text that is freed is empty");
    // SAFETY: empty: nothing is done.
    unsafe { rationale_text_free(&raw mut text) };
    (code, bytes)
}

/// An engine, freed when it goes.
struct Loaded(*mut rationale_engine);

// SAFETY: an engine may be used by many threads at once; that is what the ABI promises.
unsafe impl Sync for Loaded {}

impl Loaded {
    fn of(request: &[u8]) -> (i32, Self, Vec<u8>) {
        let mut engine = null_mut();
        // SAFETY: slices and places of this function's own.
        let load = |out| unsafe { rationale_load(request.as_ptr(), request.len(), &raw mut engine, out) };
        let (code, text) = take(load);
        (code, Self(engine), text)
    }

    fn evaluate(&self, case: &[u8], options: &[u8]) -> (i32, Vec<u8>) {
        // SAFETY: the engine lives as long as `self`; the slices are whole.
        take(|out| unsafe {
            rationale_evaluate(self.0, case.as_ptr(), case.len(), options.as_ptr(), options.len(), out)
        })
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        // SAFETY: null, or loaded and not freed before.
        unsafe { rationale_engine_free(self.0) };
    }
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/contract");
    fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

#[test]
fn every_fixture_of_the_contract_gives_its_bytes() {
    for folder in folders() {
        let read = |name: &str| fs::read(folder.join(name)).unwrap();
        let (loaded, engine, said) = Loaded::of(&read("load.json"));
        let (code, answer) = if folder.join("case.json").exists() {
            assert_eq!(loaded, RATIONALE_OK);
            assert!(said == read("diagnostics.json"), "{}", folder.display());
            engine.evaluate(&read("case.json"), &read("options.json"))
        } else {
            (loaded, said)
        };
        let word = match code {
            RATIONALE_OK => "ok",
            RATIONALE_REQUEST => "request",
            RATIONALE_CASE => "case",
            RATIONALE_ASKED => "asked",
            _ => "other",
        };
        assert_eq!(word, String::from_utf8(read("code")).unwrap().trim());
        assert!(answer == read("answer.json"), "{}", folder.display());
    }
}

#[test]
fn many_threads_share_one_engine() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/contract/own_files");
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let (_, engine, _) = Loaded::of(&read("load.json"));
    let (case, expected) = (read("case.json"), read("answer.json"));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (engine, case, expected) = (&engine, &case, &expected);
            scope.spawn(move || {
                for _ in 0..20 {
                    assert!(engine.evaluate(case, b"{\"guideline\":\"oxygen\"}").1 == *expected);
                }
            });
        }
    });
}

#[test]
fn null_pointers_and_impossible_lengths_are_refused() {
    let request = b"{ \"library\": true }";
    let empty = null::<u8>();
    // SAFETY: what is null is what is tested; the rest is this function's own.
    unsafe {
        assert_eq!(rationale_version(null_mut()), RATIONALE_POINTER);
        assert_eq!(take(|out| rationale_schema(empty, 4, out)).0, RATIONALE_POINTER);
        assert_eq!(take(|out| rationale_schema(request.as_ptr(), usize::MAX, out)).0, RATIONALE_POINTER);
        assert_eq!(
            take(|out| rationale_schema(empty, 0, out)).0,
            RATIONALE_REQUEST,
            "an empty name is a name"
        );
        let loaded = take(|out| rationale_load(request.as_ptr(), request.len(), null_mut(), out));
        assert_eq!(loaded.0, RATIONALE_POINTER);
        let mut engine = null_mut();
        let code = rationale_load(request.as_ptr(), request.len(), &raw mut engine, null_mut());
        assert_eq!(
            (code, engine),
            (RATIONALE_POINTER, null_mut()),
            "nothing is loaded that nobody could free"
        );
        assert_eq!(take(|out| rationale_evaluate(null(), empty, 0, empty, 0, out)).0, RATIONALE_POINTER);
        rationale_text_free(null_mut());
        rationale_engine_free(null_mut());
        rationale_dealloc(null_mut(), 8);
        assert!(rationale_alloc(0).is_null() && rationale_alloc(usize::MAX).is_null());
        let own = rationale_alloc(8);
        assert!(!own.is_null());
        rationale_dealloc(own, 8);
    }
    let (code, _, text) = Loaded::of(b"{ \"library\": true, \xff }");
    assert_eq!(code, RATIONALE_UTF8);
    assert!(serde_json::from_slice::<serde_json::Value>(&text).unwrap()["error"]["code"] == "utf8");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes come in, a code and JSON come out.
    #[test]
    fn bytes_of_any_sort_give_a_code_and_json(
        request in prop::collection::vec(any::<u8>(), 0..200),
        text in "\\PC{0,200}",
        cut in 0_usize..400,
    ) {
        let (code, engine, said) = Loaded::of(&request);
        prop_assert!([RATIONALE_OK, RATIONALE_REQUEST, RATIONALE_UTF8].contains(&code), "{}", code);
        prop_assert_eq!(engine.0.is_null(), code != RATIONALE_OK);
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&said).is_ok());
        let files = serde_json::json!({ "files": { "a.crit": text } }).to_string();
        let (code, engine, said) = Loaded::of(files.as_bytes());
        prop_assert_eq!(code, RATIONALE_OK);
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&said).is_ok());
        // A case cut anywhere.
        let case = br#"{ "case": "C-1", "as_of": "2026-03-03T09:00:00-05:00", "records": [{ "id": "o1", "fact": "a", "value": 1, "at": "2026" }] }"#;
        let (code, said) = engine.evaluate(&case[..cut.min(case.len())], &request);
        prop_assert!(code != RATIONALE_INTERNAL);
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&said).is_ok());
    }
}
