// The Rationale engine in WebAssembly: criteria and a case go in, a cited assessment comes out.
//
// The module is the C library itself, built for wasm32, and it imports nothing: no file, clock, network or random number can
// be reached from it. This file carries texts in and out. What they mean is told at index.d.ts and in docs/embedding.md.

/** The version of the calls that this file makes. */
const CONTRACT = 1;
/** What the codes of the C library are called in JSON. */
const CODES = ['ok', 'request', 'case', 'asked', 'pointer', 'utf8', 'internal'];
/** What the module must export. */
const EXPORTS = ['alloc', 'dealloc', 'text_free', 'version', 'schema', 'load', 'evaluate', 'engine_free'];

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Why a call gave nothing. */
export class RationaleError extends Error {
  constructor(code, message, json, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RationaleError';
    this.code = code;
    this.json = json ?? `${JSON.stringify({ error: { code, message } }, null, 2)}\n`;
    const { faults, more } = JSON.parse(this.json).error;
    this.faults = faults ?? [];
    this.more = more ?? 0;
  }
}

/** Loads the module: by default the one beside this file. */
export async function load(from = new URL('./rationale.wasm', import.meta.url)) {
  const module = await compiled(from);
  const imports = WebAssembly.Module.imports(module).map((one) => `${one.module}.${one.name}`);
  if (imports.length > 0) throw new TypeError(`the module imports ${imports.join(', ')}; the engine imports nothing`);
  const { exports } = await WebAssembly.instantiate(module, {});
  const missing = EXPORTS.filter((name) => typeof exports[`rationale_${name}`] !== 'function');
  if (missing.length > 0) throw new TypeError(`the module is not the engine: it exports no rationale_${missing[0]}`);
  return new Rationale(new Calls(exports));
}

async function compiled(from) {
  if (from instanceof WebAssembly.Module) return from;
  if (typeof from === 'string' || from instanceof URL) {
    const url = new URL(from, typeof location === 'undefined' ? undefined : location.href);
    if (url.protocol === 'file:' && typeof process !== 'undefined' && process.versions?.node) {
      const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs/promises');
      from = await readFile(url);
    } else {
      from = await fetch(url);
    }
  }
  if (typeof Response !== 'undefined' && from instanceof Response) {
    if (!from.ok) throw new TypeError(`the module could not be fetched: ${from.status} ${from.statusText}`);
    // Not by streaming, which refuses a server that does not know the type of the file.
    from = await from.arrayBuffer();
  }
  return WebAssembly.compile(from);
}

/** The functions of the C library, over texts. One instance; it is used by one thread. */
class Calls {
  #exports;
  #broken;
  /** Room for what a call writes: a `rationale_text` (8 bytes) and an engine (4 bytes). */
  #room;

  constructor(exports) {
    this.#exports = exports;
    // Room to move to a multiple of 8, which Rust expects of what it writes to. Addresses are unsigned; JavaScript is given them signed.
    this.#room = ((this.#run('alloc', 24) + 7) & ~7) >>> 0;
    const { contract } = JSON.parse(this.text('version', []));
    if (contract !== CONTRACT) {
      throw new TypeError(`the module speaks contract ${contract}, this loader ${CONTRACT}: take both from one package`);
    }
  }

  /**
   * Runs a function of the module. One that does not come to its end (a trap, or no stack left) leaves the memory as it was
   * midway: nothing that the module says afterwards could be trusted, so nothing is asked of it any more.
   */
  #run(name, ...values) {
    if (this.#broken !== undefined) {
      const words = 'a fault of the engine broke this instance of the module; load a new one';
      throw new RationaleError('broken', words, undefined, this.#broken);
    }
    try {
      return this.#exports[`rationale_${name}`](...values);
    } catch (cause) {
      this.#broken = cause;
      throw new RationaleError('internal', 'a fault of the engine itself; please report it', undefined, cause);
    }
  }

  /** Calls `rationale_<name>(...before, ...texts, [engine], out)` and gives its text, or throws its error. */
  text(name, texts, { before = [], engine = false } = {}) {
    const sent = [];
    try {
      for (const text of texts) sent.push(this.#put(text));
      const places = sent.flatMap(({ data, length }) => [data, length]);
      const code = this.#run(name, ...before, ...places, ...(engine ? [this.#room + 8] : []), this.#room);
      const view = new DataView(this.#exports.memory.buffer);
      const at = view.getUint32(this.#room, true);
      const answer = decoder.decode(new Uint8Array(this.#exports.memory.buffer, at, view.getUint32(this.#room + 4, true)));
      this.#run('text_free', this.#room);
      if (code !== 0) throw new RationaleError(CODES[code] ?? 'internal', JSON.parse(answer).error.message, answer);
      return answer;
    } finally {
      if (this.#broken === undefined) for (const { data, length } of sent) this.#run('dealloc', data, length);
    }
  }

  /** Copies a text into the module's memory. */
  #put(text) {
    // TextEncoder would put a replacement in the place of half a character: the text would no longer be what was sent.
    if (typeof text === 'string' && /\p{Surrogate}/u.test(text)) throw new RationaleError('utf8', 'a text is not UTF-8');
    const bytes = typeof text === 'string' ? encoder.encode(text) : text;
    if (!(bytes instanceof Uint8Array)) throw new TypeError('a text is a string, or a Uint8Array of UTF-8');
    const data = this.#run('alloc', bytes.length) >>> 0;
    if (data === 0 && bytes.length > 0) {
      throw new RationaleError('request', `no memory is left for a text of ${bytes.length} bytes`);
    }
    new Uint8Array(this.#exports.memory.buffer).set(bytes, data);
    return { data, length: bytes.length };
  }

  /** Loads criteria: where the engine lies, and its diagnostics. */
  engine(request) {
    const diagnostics = this.text('load', [request], { engine: true });
    return { at: new DataView(this.#exports.memory.buffer).getUint32(this.#room + 8, true), diagnostics };
  }

  free(engine) {
    if (this.#broken === undefined) this.#run('engine_free', engine);
  }
}

/** Frees engines that nobody can reach any more. */
const forgotten = new FinalizationRegistry(({ calls, at }) => calls.free(at));

/** A text as it is sent: texts and bytes as they are, everything else as JSON. */
function sent(what) {
  return typeof what === 'string' || what instanceof Uint8Array ? what : JSON.stringify(what);
}

class Rationale {
  #calls;

  constructor(calls) {
    this.#calls = calls;
  }

  get version() {
    return JSON.parse(this.versionText);
  }

  get versionText() {
    return this.#calls.text('version', []);
  }

  schema(name) {
    return JSON.parse(this.schemaText(name));
  }

  schemaText(name) {
    return this.#calls.text('schema', [name]);
  }

  load(request) {
    const { at, diagnostics } = this.#calls.engine(sent(request) ?? '');
    return new Engine(this.#calls, at, diagnostics);
  }
}

class Engine {
  #calls;
  #at;

  constructor(calls, at, diagnostics) {
    this.#calls = calls;
    this.#at = at;
    this.diagnosticsText = diagnostics;
    forgotten.register(this, { calls, at }, this);
  }

  get diagnostics() {
    return JSON.parse(this.diagnosticsText);
  }

  evaluate(what, options) {
    return JSON.parse(this.evaluateText(what, options));
  }

  evaluateText(what, options) {
    if (this.#at === 0) throw new RationaleError('freed', 'this engine was freed');
    return this.#calls.text('evaluate', [sent(what) ?? '', sent(options) ?? ''], { before: [this.#at] });
  }

  free() {
    if (this.#at === 0) return;
    forgotten.unregister(this);
    this.#calls.free(this.#at);
    this.#at = 0;
  }
}
if (Symbol.dispose) Engine.prototype[Symbol.dispose] = Engine.prototype.free;
