/// <reference lib="esnext.disposable" />

/**
 * The Rationale engine: medical necessity criteria and a patient's case go in, a cited assessment comes out.
 *
 * ```js
 * import { load } from 'rationale';
 *
 * const rationale = await load();
 * const engine = rationale.load({ library: true });
 * const answer = engine.evaluate({ case: 'C-1', as_of: '2026-03-03T09:00:00-05:00', records: [] });
 * ```
 */
import type { AnswerShape } from './types/assessment.js';
import type { RationaleCase } from './types/case.js';
import type { DiagnosticsShape } from './types/diagnostics.js';

export type { RationaleCase } from './types/case.js';
export type * from './types/assessment.js';
export type { DiagnosticShape, DiagnosticsShape, LabelShape, ProblemShape } from './types/diagnostics.js';

/** A class of the platform, where the program's own types have it: those of Node.js have no WebAssembly, and some have no page. */
type Platform<Name extends string> = typeof globalThis extends { [name in Name]: new (...values: never[]) => infer One } ? One : never;
/** A compiled module, as `WebAssembly.compile` gives it. */
type Compiled = typeof globalThis extends { WebAssembly: { Module: new (...values: never[]) => infer One } } ? One : never;

/** Loads the module: by default the `rationale.wasm` beside this file; else from its address, its bytes, or compiled. */
export function load(from?: URL | string | Platform<'Response'> | ArrayBuffer | ArrayBufferView | Compiled): Promise<Rationale>;

/** Which criteria to load. */
export interface LoadRequest {
  /** The content library that is built in. */
  library?: boolean;
  /** Texts by their paths: criteria (`oxygen.crit`), files of codes, ValueSets. They stand before files of the library of the same path. */
  files?: Record<string, string>;
  /** Which files to begin with; by default every `.crit`. What they `use` is loaded with them. */
  entries?: string[];
}

/** How a case is to be answered. */
export interface EvaluateOptions {
  /** By this guideline alone, whatever the case asks. */
  guideline?: string;
  /** How much of the findings is shown; by default what decided the answer. */
  view?: 'decisive' | 'context' | 'everything';
  /** `false`: the smallest sets of questions that would settle the case are not looked for, which takes most of the time. */
  missing_sets?: boolean;
}

/** One instance of the module. It is used by the thread that loaded it; a worker loads its own, from the same compiled module. */
export interface Rationale {
  /** Of the engine, of what it means (changes whenever an answer could), and of the calls. */
  readonly version: { engine: string; meaning: number; contract: number };
  /** The same as text. */
  readonly versionText: string;
  /** The JSON Schema of what goes in or comes out. */
  schema(name: 'case' | 'assessment' | 'diagnostics'): Record<string, unknown>;
  /** The same as text. */
  schemaText(name: 'case' | 'assessment' | 'diagnostics'): string;
  /**
   * Loads criteria, once. Criteria that are wrong are no error: sound guidelines answer, and the engine's `diagnostics` say what
   * is wrong with the others. A request given as text (JSON) or as bytes (UTF-8) is sent as it is.
   *
   * @throws {RationaleError} `request`: it names nothing to load, or has an unknown field.
   */
  load(request: LoadRequest | string | Uint8Array): Engine;
}

/** Criteria that were loaded. It never changes; nothing of a case stays in it. */
export interface Engine extends Disposable {
  /** What is wrong with the criteria; an empty list `diagnostics` says that nothing is. */
  readonly diagnostics: DiagnosticsShape;
  /** The same as text: byte for byte what the command prints. */
  readonly diagnosticsText: string;
  /**
   * Assesses a case. A case given as text (JSON) or as bytes (UTF-8) is sent as it is; an object is written as JSON first, and so
   * its numbers are what JavaScript made of them: send text where a number has more than 15 digits.
   *
   * @throws {RationaleError} `case`: each of `faults` names its record and field; `asked`; `request`.
   */
  evaluate(what: RationaleCase | string | Uint8Array, options?: EvaluateOptions | string): AnswerShape;
  /** The same as text: byte for byte what the command prints. */
  evaluateText(what: RationaleCase | string | Uint8Array, options?: EvaluateOptions | string): string;
  /** Frees its memory, as `using` does at the end of a block; else that is done when nobody can reach it any more. */
  free(): void;
}

/** One fault of a case. */
export interface Fault {
  /** Its sort. */
  id: string;
  /** The id of the record it is in. */
  record?: string;
  /** The place of that record, from nought. */
  index?: number;
  /** The field, from the record or else from the top. */
  path?: string;
  /** Line, from 1, where it is known. */
  line?: number;
  /** Column, from 1, where it is known. */
  column?: number;
  /** What is wrong. */
  message: string;
  /** What to do. */
  help?: string;
}

/** Why a call gave nothing. No message holds what a record says. */
export class RationaleError extends Error {
  /**
   * `request`: the call itself is wrong. `case`: the case is. `asked`: it asks for what is not there. `utf8`: a text with half a
   * character, or bytes that are not UTF-8. `pointer`, `internal`: a fault of the engine. `broken`: after such a fault this instance of the module is not used any
   * more; load a new one. `freed`: the engine was freed.
   */
  readonly code: 'request' | 'case' | 'asked' | 'pointer' | 'utf8' | 'internal' | 'broken' | 'freed';
  /** Each fault by itself; empty where there is but the message. */
  readonly faults: Fault[];
  /** How many faults more there are than are listed. */
  readonly more: number;
  /** The error as text, byte for byte as in every other language. */
  readonly json: string;
}
