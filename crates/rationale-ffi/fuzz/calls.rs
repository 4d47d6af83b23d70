//! Calls of the C ABI with whatever bytes come: the request to load, the case and the options, parted by 0xFF (which no UTF-8
//! text has), each in memory of just its size. What the sanitizer sees is a fault, and so is a panic, an answer that is no
//! object, or an engine where there should be none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rationale_ffi::*;
use std::ptr::{null_mut, slice_from_raw_parts};
use std::sync::LazyLock;

/// The content library, loaded once, so that cases reach deep.
const CRITERIA: &str = r#"{ "library": true }"#;

struct Shared(*mut rationale_engine);

// SAFETY: an engine may be used by many threads at once.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let (code, engine) = load(CRITERIA.as_bytes());
    assert_eq!(code, RATIONALE_OK);
    Shared(engine)
});

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(4, |byte| *byte == 0xFF);
    let mut part = || -> Box<[u8]> { parts.next().unwrap_or_default().into() };
    let (request, case, options, name) = (part(), part(), part(), part());

    evaluate(SHARED.0, &case, &options);
    let (code, engine) = load(&request);
    assert_eq!(engine.is_null(), code != RATIONALE_OK);
    if !engine.is_null() {
        evaluate(engine, &case, &options);
        // SAFETY: loaded just now, and used no more.
        unsafe { rationale_engine_free(engine) };
    }
    // SAFETY: the bytes are whole.
    take(|out| unsafe { rationale_schema(name.as_ptr(), name.len(), out) });
});

fn load(request: &[u8]) -> (i32, *mut rationale_engine) {
    let mut engine = null_mut();
    // SAFETY: the bytes are whole, the place is this function's own.
    let code = take(|out| unsafe { rationale_load(request.as_ptr(), request.len(), &raw mut engine, out) });
    (code, engine)
}

fn evaluate(engine: *const rationale_engine, case: &[u8], options: &[u8]) {
    // SAFETY: the engine lives, the bytes are whole.
    take(|out| unsafe {
        rationale_evaluate(engine, case.as_ptr(), case.len(), options.as_ptr(), options.len(), out)
    });
}

/// Runs a call, looks at its text byte for byte and frees it.
fn take(call: impl FnOnce(*mut rationale_text) -> i32) -> i32 {
    let mut text = rationale_text { data: null_mut(), length: 0 };
    let code = call(&raw mut text);
    assert_ne!(code, RATIONALE_INTERNAL);
    // SAFETY: filled by the call.
    let bytes = unsafe { &*slice_from_raw_parts(text.data.cast_const(), text.length) };
    let said = std::str::from_utf8(bytes).expect("what comes out is UTF-8");
    assert!(said.starts_with('{') && said.ends_with("}\n"), "an object, ended by a line end");
    assert_eq!(said.starts_with("{\n  \"error\""), code != RATIONALE_OK, "an error, and only that, says so first");
    // SAFETY: filled by the call, unchanged, freed once.
    unsafe { rationale_text_free(&raw mut text) };
    code
}
