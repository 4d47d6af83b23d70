//! The engine behind a C ABI. `include/rationale.h` is made from this file; `docs/embedding.md` shows how it is used.
//!
//! - Texts go in as a pointer and a length in bytes, UTF-8, not ended by a zero; a length of 0 is an empty text, whatever the
//!   pointer. They are only read, and only during the call.
//! - Texts come out in a `rationale_text` that the caller gives and frees with [`rationale_text_free`]. Every function that takes
//!   one fills it: with the answer, or with the error as JSON.
//! - An engine is never changed after it is loaded: any number of threads may use one at once. It is freed once, when none does.
//! - No panic crosses: it becomes [`RATIONALE_INTERNAL`]. There is no global state but a table of the world's time zones.

use rationale_contract::{Code, ContractError, Engine, schema, version};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;

/// It was done; the text is the answer.
pub const RATIONALE_OK: i32 = 0;
/// The call is wrong: no JSON, an unknown field or name.
pub const RATIONALE_REQUEST: i32 = 1;
/// The case is wrong; the error names each record and field.
pub const RATIONALE_CASE: i32 = 2;
/// The case asks for a guideline, block or level that is not there.
pub const RATIONALE_ASKED: i32 = 3;
/// A pointer is null that must not be, or a length is longer than any object can be.
pub const RATIONALE_POINTER: i32 = 4;
/// A text is not UTF-8.
pub const RATIONALE_UTF8: i32 = 5;
/// A fault of the engine itself; please report it.
pub const RATIONALE_INTERNAL: i32 = 6;

/// Criteria that were loaded.
#[allow(non_camel_case_types)]
pub struct rationale_engine(Engine);

/// A text that the engine made: UTF-8, `length` bytes at `data`, not ended by a zero.
#[allow(non_camel_case_types)]
#[repr(C)]
pub struct rationale_text {
    /// The first byte; null where there is no text.
    pub data: *mut u8,
    /// Bytes.
    pub length: usize,
}

/// Why a call gave nothing, before it reached the engine or within it.
enum Fault {
    Pointer,
    Utf8,
    Internal,
    Contract(ContractError),
}

impl From<ContractError> for Fault {
    fn from(error: ContractError) -> Self {
        Self::Contract(error)
    }
}

impl Fault {
    fn code(&self) -> i32 {
        match self {
            Self::Pointer => RATIONALE_POINTER,
            Self::Utf8 => RATIONALE_UTF8,
            Self::Internal => RATIONALE_INTERNAL,
            Self::Contract(error) => match error.code {
                Code::Case => RATIONALE_CASE,
                Code::Asked => RATIONALE_ASKED,
                _ => RATIONALE_REQUEST,
            },
        }
    }

    fn json(&self) -> String {
        let own = |code: &str, message: &str| {
            format!(
                "{{\n  \"error\": {{\n    \"code\": \"{code}\",\n    \"message\": \"{message}\"\n  }}\n}}\n"
            )
        };
        match self {
            Self::Pointer => {
                own("pointer", "a pointer is null, or a length is longer than any object can be")
            }
            Self::Utf8 => own("utf8", "a text is not UTF-8"),
            Self::Internal => own("internal", "a fault of the engine itself; please report it"),
            Self::Contract(error) => error.json(),
        }
    }
}

/// The bytes of a text that came in.
///
/// # Safety
///
/// Where `length` is not 0 and `data` is not null, `data` points to `length` bytes that are not written during `'t`.
unsafe fn text<'t>(data: *const u8, length: usize) -> Result<&'t str, Fault> {
    if length == 0 {
        return Ok("");
    }
    if data.is_null() || isize::try_from(length).is_err() {
        return Err(Fault::Pointer);
    }
    // SAFETY: not null, no longer than an object can be; that it points to `length` readable bytes is the caller's word.
    let bytes = unsafe { slice::from_raw_parts(data, length) };
    std::str::from_utf8(bytes).map_err(|_| Fault::Utf8)
}

/// Hands a text over to the caller.
///
/// # Safety
///
/// `out` is null, or points to a `rationale_text` that may be written.
unsafe fn give(out: *mut rationale_text, text: String) {
    if out.is_null() {
        return;
    }
    let bytes = text.into_bytes().into_boxed_slice();
    let length = bytes.len();
    let data = Box::into_raw(bytes).cast::<u8>();
    // SAFETY: not null; that it may be written is the caller's word. What it held before is not dropped, it has no owner here.
    unsafe { out.write(rationale_text { data, length }) };
}

/// Runs a call: its answer or its error goes to `out`, its code comes back. No panic leaves.
///
/// # Safety
///
/// As [`give`].
unsafe fn call(out: *mut rationale_text, run: impl FnOnce() -> Result<String, Fault>) -> i32 {
    if out.is_null() {
        return RATIONALE_POINTER;
    }
    // What runs reads alone, and what it leaves behind when it panics is dropped.
    let result = catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(Fault::Internal));
    let (code, text) = match result {
        Ok(text) => (RATIONALE_OK, text),
        Err(fault) => (fault.code(), fault.json()),
    };
    // SAFETY: the caller's word for `out` is handed on.
    unsafe { give(out, text) };
    code
}

/// Versions of engine, meaning and contract, as JSON.
///
/// # Safety
///
/// `out` points to a `rationale_text` that may be written; what it held is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rationale_version(out: *mut rationale_text) -> i32 {
    // SAFETY: as this function's own.
    unsafe { call(out, || Ok(version())) }
}

/// The JSON Schema called `name`: `case`, `assessment` or `diagnostics`.
///
/// # Safety
///
/// `name` points to `name_length` bytes; `out` as in [`rationale_version`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rationale_schema(
    name: *const u8,
    name_length: usize,
    out: *mut rationale_text,
) -> i32 {
    let run = || {
        // SAFETY: as this function's own.
        let name = unsafe { text(name, name_length) }?;
        Ok(schema(name)?)
    };
    // SAFETY: as this function's own.
    unsafe { call(out, run) }
}

/// Loads criteria: `request` is JSON, `{"library": true}` or `{"files": {"a.crit": "..."}}`.
///
/// Puts the engine in `engine` and its diagnostics, as JSON, in `out`. Criteria that are wrong are no error: what is sound
/// answers. Where the code is not `RATIONALE_OK`, `engine` is null and `out` holds the error.
///
/// # Safety
///
/// `request` points to `request_length` bytes; `engine` to a pointer that may be written; `out` as in [`rationale_version`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rationale_load(
    request: *const u8,
    request_length: usize,
    engine: *mut *mut rationale_engine,
    out: *mut rationale_text,
) -> i32 {
    if engine.is_null() {
        // SAFETY: as this function's own.
        return unsafe { call(out, || Err(Fault::Pointer)) };
    }
    // SAFETY: not null; that it may be written is the caller's word.
    unsafe { engine.write(std::ptr::null_mut()) };
    let mut loaded = None;
    let run = || {
        // SAFETY: as this function's own.
        let request = unsafe { text(request, request_length) }?;
        let own = Engine::load(request)?;
        let diagnostics = own.diagnostics().to_owned();
        loaded = Some(own);
        Ok(diagnostics)
    };
    // SAFETY: as this function's own.
    let code = unsafe { call(out, run) };
    if let (RATIONALE_OK, Some(own)) = (code, loaded) {
        // SAFETY: not null; that it may be written is the caller's word.
        unsafe { engine.write(Box::into_raw(Box::new(rationale_engine(own)))) };
    }
    code
}

/// Assesses a case (JSON). `options` is JSON, `{"guideline": "...", "view": "decisive", "missing_sets": true}`, or empty.
///
/// The answer in `out` is what `rationale evaluate --format json` prints.
///
/// # Safety
///
/// `engine` is one that [`rationale_load`] gave and that is not freed; `case_json` and `options` point to as many bytes as their
/// lengths say; `out` as in [`rationale_version`]. Any number of threads may call at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rationale_evaluate(
    engine: *const rationale_engine,
    case_json: *const u8,
    case_length: usize,
    options: *const u8,
    options_length: usize,
    out: *mut rationale_text,
) -> i32 {
    let run = || {
        // SAFETY: null, or an engine that lives: the caller's word.
        let engine = unsafe { engine.as_ref() }.ok_or(Fault::Pointer)?;
        // SAFETY: as this function's own.
        let case = unsafe { text(case_json, case_length) }?;
        // SAFETY: as this function's own.
        let options = unsafe { text(options, options_length) }?;
        Ok(engine.0.evaluate(case, options)?)
    };
    // SAFETY: as this function's own.
    unsafe { call(out, run) }
}

/// Frees a text and empties it. Does nothing where it is null or empty already.
///
/// # Safety
///
/// `text` is null, or points to a `rationale_text` that a function here filled and nobody changed, or that is all zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rationale_text_free(text: *mut rationale_text) {
    // SAFETY: null, or one that may be written: the caller's word.
    let Some(text) = (unsafe { text.as_mut() }) else { return };
    if text.data.is_null() {
        return;
    }
    let bytes = std::ptr::slice_from_raw_parts_mut(text.data, text.length);
    // SAFETY: made by `give` from a box of just that length, and not freed before: it would be null.
    drop(unsafe { Box::from_raw(bytes) });
    text.data = std::ptr::null_mut();
    text.length = 0;
}

/// Frees an engine. Does nothing where it is null.
///
/// # Safety
///
/// `engine` is null, or one that [`rationale_load`] gave, that is not freed, and that no call uses any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rationale_engine_free(engine: *mut rationale_engine) {
    if !engine.is_null() {
        // SAFETY: made by a box in `rationale_load`; that it is freed once is the caller's word.
        drop(unsafe { Box::from_raw(engine) });
    }
}

/// Memory for a text that is to go in: for callers that have none of their own in reach, as in WebAssembly. Null where there is
/// none left, or `length` is 0.
#[unsafe(no_mangle)]
pub extern "C" fn rationale_alloc(length: usize) -> *mut u8 {
    let mut bytes: Vec<u8> = Vec::new();
    if length == 0 || bytes.try_reserve_exact(length).is_err() {
        return std::ptr::null_mut();
    }
    bytes.resize(length, 0);
    Box::into_raw(bytes.into_boxed_slice()).cast::<u8>()
}

/// Frees what [`rationale_alloc`] gave. Does nothing where it is null.
///
/// # Safety
///
/// `data` is null, or what [`rationale_alloc`] gave for that `length`, not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rationale_dealloc(data: *mut u8, length: usize) {
    if !data.is_null() {
        let bytes = std::ptr::slice_from_raw_parts_mut(data, length);
        // SAFETY: made by a box of just that length in `rationale_alloc`: the caller's word.
        drop(unsafe { Box::from_raw(bytes) });
    }
}

// An engine may be used by many threads at once.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<rationale_engine>();
};
