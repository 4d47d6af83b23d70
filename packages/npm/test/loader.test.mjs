// The loader in Node.js: the contract's fixtures, and what an embedding program may do right and wrong.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { load, RationaleError } from 'rationale';
import { differs } from './contract.mjs';
import { ROOT, fixtures } from './fixtures.mjs';

const WASM = fileURLToPath(import.meta.resolve('rationale/rationale.wasm'));
const CRITERIA = `fact spo2 "Oxygen saturation": quantity in %
guideline oxygen "Oxygen" {
  status draft
  cite internal "a test"
  coverage oxygen "Oxygen" { requires all { low "Low saturation": latest spo2 ever <= 88 % } }
}`;
const CASE = {
  case: 'C-1',
  as_of: '2026-03-03T09:00:00-05:00',
  records: [{ id: 'o1', fact: 'spo2', value: { number: 87, unit: '%' }, at: '2026-03-02T09:00:00-05:00' }],
};
const rationale = await load();
const small = () => rationale.load({ files: { 'oxygen.crit': CRITERIA } });
const refused = (code) => (error) => error instanceof RationaleError && error.code === code;

test('every fixture of the contract gives its bytes', () => {
  const all = fixtures();
  assert.ok(all.length >= 12, `${all.length} fixtures`);
  for (const [name, files] of all) assert.deepEqual(differs(rationale, RationaleError, name, files), []);
});

test('schemas are those that are published, and the version is that of the package', () => {
  for (const name of ['case', 'assessment', 'diagnostics']) {
    assert.equal(rationale.schemaText(name), readFileSync(join(ROOT, `docs/schema/${name}.schema.json`), 'utf8'));
    assert.equal(rationale.schema(name).type ?? 'object', 'object');
  }
  assert.throws(() => rationale.schema('cases'), refused('request'));
  const { version } = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('rationale/package.json')), 'utf8'));
  assert.equal(rationale.version.engine, version);
  assert.equal(rationale.version.contract, 1);
});

test('objects go in and come out', () => {
  const engine = small();
  assert.deepEqual(engine.diagnostics.diagnostics, []);
  const answer = engine.evaluate(CASE, { view: 'everything' });
  assert.equal(answer.assessments[0].outcome, 'meets');
  assert.equal(engine.evaluateText(CASE), engine.evaluateText(new TextEncoder().encode(JSON.stringify(CASE))));
  engine.free();
});

test('the module is loaded from bytes, an address, a response, and once compiled', async () => {
  const bytes = readFileSync(WASM);
  const response = new Response(bytes, { headers: { 'content-type': 'application/octet-stream' } });
  for (const from of [bytes, new URL(`file://${WASM}`), `file://${WASM}`, response, await WebAssembly.compile(bytes)]) {
    assert.equal((await load(from)).versionText, rationale.versionText);
  }
  await assert.rejects(load(new Response('', { status: 404, statusText: 'Not Found' })), /404 Not Found/);
  await assert.rejects(load(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), /exports no rationale_alloc/);
  await assert.rejects(load(new TextEncoder().encode('<!doctype html>')), WebAssembly.CompileError);
});

test('errors carry what is wrong, and nothing of a record', () => {
  const engine = small();
  const secret = 'Jane Q. Secret';
  const wrong = { ...CASE, as_of: secret, records: [{ id: 'o1', fact: 'spo2', at: secret }] };
  assert.throws(
    () => engine.evaluate(wrong),
    (error) => {
      assert.equal(error.code, 'case');
      assert.ok(error.faults.some((fault) => fault.record === 'o1' && fault.index === 0), error.json);
      assert.ok(!error.json.includes('Secret') && !error.message.includes('Secret'), error.json);
      return error instanceof RationaleError && error instanceof Error;
    },
  );
  assert.throws(() => engine.evaluate(CASE, { guideline: 'none' }), refused('asked'));
  assert.throws(() => engine.evaluate(CASE, { vew: 'all' }), refused('request'));
  assert.throws(() => engine.evaluate(undefined), refused('case'));
  assert.throws(() => rationale.load(undefined), refused('request'));
  assert.throws(() => rationale.load({}), refused('request'));
  // The instance is as good as before.
  assert.equal(engine.evaluate(CASE).assessments.length, 1);
});

test('a text that is no text is refused, not mended', () => {
  const engine = small();
  assert.throws(() => engine.evaluateText('{"case":"\ud800"}'), refused('utf8'));
  assert.throws(() => engine.evaluateText(new Uint8Array([0x22, 0xff, 0x22])), refused('utf8'));
  // Whole characters beyond the first plane are text, and come out as they went in.
  const named = engine.evaluate({ ...CASE, case: 'C-\u{1F600}-é-\0' });
  assert.equal(named.case, 'C-\u{1F600}-é-\0');
});

test('an engine that was freed says so, and the others live', () => {
  const [first, second] = [small(), small()];
  first.free();
  first.free();
  assert.throws(() => first.evaluate(CASE), refused('freed'));
  assert.equal(second.evaluate(CASE).assessments[0].outcome, 'meets');
  second[Symbol.dispose]();
  assert.throws(() => second.evaluate(CASE), refused('freed'));
});

test('memory does not grow with the number of calls', async () => {
  // The loader keeps its memory to itself: an instance that is looked at from outside.
  let memory;
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...values) => {
    const instance = await instantiate(...values);
    memory = instance.exports.memory;
    return instance;
  };
  const own = await load().finally(() => (WebAssembly.instantiate = instantiate));
  const round = () => {
    const engine = own.load({ files: { 'oxygen.crit': CRITERIA } });
    for (let call = 0; call < 20; call += 1) engine.evaluate(CASE);
    assert.throws(() => engine.evaluate('{'), refused('case'));
    engine.free();
  };
  for (let count = 0; count < 5; count += 1) round();
  const before = memory.buffer.byteLength;
  for (let count = 0; count < 50; count += 1) round();
  assert.equal(memory.buffer.byteLength, before);
});

test('a large case is read, and its views of memory stay whole while it grows', () => {
  const records = Array.from({ length: 20000 }, (_, at) => ({ ...CASE.records[0], id: `o${at}` }));
  const answer = small().evaluate({ ...CASE, records });
  assert.equal(answer.assessments[0].outcome, 'meets');
});

test('workers share the compiled module and answer the same', async () => {
  const module = await WebAssembly.compile(readFileSync(WASM));
  const source = `
    import { load } from ${JSON.stringify(import.meta.resolve('rationale'))};
    import { parentPort, workerData } from 'node:worker_threads';
    const engine = (await load(workerData.module)).load({ files: { 'oxygen.crit': workerData.criteria } });
    parentPort.postMessage(engine.evaluateText(workerData.what));`;
  const answers = await Promise.all(
    Array.from({ length: 3 }, () => {
      const workerData = { module, criteria: CRITERIA, what: JSON.stringify(CASE) };
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData });
      return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    }),
  );
  const expected = small().evaluateText(CASE);
  for (const answer of answers) assert.equal(answer, expected);
});

test('after a fault of the engine the instance is not used any more', async () => {
  // A module of the same exports, whose `evaluate` traps: what no input should make the engine do.
  const real = await WebAssembly.instantiate(await WebAssembly.compile(readFileSync(WASM)), {});
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async () => {
    const exports = { ...real.exports, rationale_evaluate: () => { throw new WebAssembly.RuntimeError('unreachable'); } };
    return { exports };
  };
  const own = await load().finally(() => (WebAssembly.instantiate = instantiate));
  const engine = own.load({ files: { 'oxygen.crit': CRITERIA } });
  assert.throws(() => engine.evaluate(CASE), (error) => refused('internal')(error) && error.cause instanceof WebAssembly.RuntimeError);
  assert.throws(() => engine.evaluate(CASE), refused('broken'));
  assert.throws(() => own.load({ library: true }), refused('broken'));
  assert.throws(() => own.version, refused('broken'));
  engine.free();
  // Others are not touched by it.
  assert.equal(small().evaluate(CASE).assessments.length, 1);
});
