/* The Rationale engine behind a C ABI: JSON in, JSON out. Made from crates/rationale-ffi/src/lib.rs; docs/embedding.md shows how it is used. */

#ifndef RATIONALE_H
#define RATIONALE_H

#include <stddef.h>
#include <stdint.h>

// It was done; the text is the answer.
#define RATIONALE_OK 0

// The call is wrong: no JSON, an unknown field or name.
#define RATIONALE_REQUEST 1

// The case is wrong; the error names each record and field.
#define RATIONALE_CASE 2

// The case asks for a guideline, block or level that is not there.
#define RATIONALE_ASKED 3

// A pointer is null that must not be, or a length is longer than any object can be.
#define RATIONALE_POINTER 4

// A text is not UTF-8.
#define RATIONALE_UTF8 5

// A fault of the engine itself; please report it.
#define RATIONALE_INTERNAL 6

// Criteria that were loaded.
typedef struct rationale_engine rationale_engine;

// A text that the engine made: UTF-8, `length` bytes at `data`, not ended by a zero.
typedef struct {
  // The first byte; null where there is no text.
  uint8_t *data;
  // Bytes.
  size_t length;
} rationale_text;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Versions of engine, meaning and contract, as JSON.
//
// # Safety
//
// `out` points to a `rationale_text` that may be written; what it held is not freed.
int32_t rationale_version(rationale_text *out);

// The JSON Schema called `name`: `case`, `assessment` or `diagnostics`.
//
// # Safety
//
// `name` points to `name_length` bytes; `out` as in [`rationale_version`].
int32_t rationale_schema(const uint8_t *name, size_t name_length, rationale_text *out);

// Loads criteria: `request` is JSON, `{"library": true}` or `{"files": {"a.crit": "..."}}`.
//
// Puts the engine in `engine` and its diagnostics, as JSON, in `out`. Criteria that are wrong are no error: what is sound
// answers. Where the code is not `RATIONALE_OK`, `engine` is null and `out` holds the error.
//
// # Safety
//
// `request` points to `request_length` bytes; `engine` to a pointer that may be written; `out` as in [`rationale_version`].
int32_t rationale_load(const uint8_t *request,
                       size_t request_length,
                       rationale_engine **engine,
                       rationale_text *out);

// Assesses a case (JSON). `options` is JSON, `{"guideline": "...", "view": "decisive", "missing_sets": true}`, or empty.
//
// The answer in `out` is what `rationale evaluate --format json` prints.
//
// # Safety
//
// `engine` is one that [`rationale_load`] gave and that is not freed; `case_json` and `options` point to as many bytes as their
// lengths say; `out` as in [`rationale_version`]. Any number of threads may call at once.
int32_t rationale_evaluate(const rationale_engine *engine,
                           const uint8_t *case_json,
                           size_t case_length,
                           const uint8_t *options,
                           size_t options_length,
                           rationale_text *out);

// Frees a text and empties it. Does nothing where it is null or empty already.
//
// # Safety
//
// `text` is null, or points to a `rationale_text` that a function here filled and nobody changed, or that is all zero.
void rationale_text_free(rationale_text *text);

// Frees an engine. Does nothing where it is null.
//
// # Safety
//
// `engine` is null, or one that [`rationale_load`] gave, that is not freed, and that no call uses any more.
void rationale_engine_free(rationale_engine *engine);

// Memory for a text that is to go in: for callers that have none of their own in reach, as in WebAssembly. Null where there is
// none left, or `length` is 0.
uint8_t *rationale_alloc(size_t length);

// Frees what [`rationale_alloc`] gave. Does nothing where it is null.
//
// # Safety
//
// `data` is null, or what [`rationale_alloc`] gave for that `length`, not freed before.
void rationale_dealloc(uint8_t *data, size_t length);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* RATIONALE_H */
