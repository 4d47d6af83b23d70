// Hostile input: deep, long and endless texts. Each gives diagnostics or an error; none breaks the instance. WebAssembly has no
// guard of the stack, and the stack of a worker is small, so all of it is run there too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { load, RationaleError } from 'rationale';

const DEEP = [100, 1500, 100_000];
const nested = (before, inside, after, depth) => before.repeat(depth) + inside + after.repeat(depth);
const around = (tree, more = '') => `fact spo2 "Oxygen saturation": quantity in %
  with { on "Given": choice air | oxygen }
codes apneas "Sleep apnea": icd10cm G47.33
fact apnea "Sleep apnea": span in apneas silence means no
fact readings "Readings": record { value "Value": quantity in % }
${more}
guideline deep "Deep" {
  status draft
  cite internal "a test"
  coverage deep "Deep" { requires all { ${tree} } }
}`;

/** Criteria, by what is nested in them. */
const CRITERIA = {
  groups: (depth) => around(nested('all { ', 'a "A": apnea', ' }', depth)),
  'named groups': (depth) => around(nested('g "G": any { ', 'a "A": apnea', ' }', depth)),
  'open braces': (depth) => '{'.repeat(depth),
  'groups that are not closed': (depth) => around('all { '.repeat(depth)),
  parentheses: (depth) => around(`a "A": ${nested('(', 'apnea', ')', depth)}`),
  'open parentheses': (depth) => around(`a "A": ${'('.repeat(depth)}`),
  brackets: (depth) => around(`a "A": ${nested('[', 'apnea', ']', depth)}`),
  negations: (depth) => around(`a "A": ${'not '.repeat(depth)}apnea`),
  signs: (depth) => around(`a "A": latest spo2 ever <= ${'-'.repeat(depth)}1 %`),
  arithmetic: (depth) => around('a "A": sum > 0 kg', `define sum "Sum": quantity in kg = ${nested('(1 kg + ', '1 kg', ')', depth)}`),
  'a long sum': (depth) => around('a "A": sum > 0 kg', `define sum "Sum": quantity in kg = ${'1 kg + '.repeat(depth)}1 kg`),
  'arithmetic in values that hang on one another': () => {
    const defines = Array.from({ length: 90 }, (_, at) => `define d${at} "D": quantity in kg = ${nested('(1 kg + ', `d${at + 1}`, ')', 55)}`);
    return around('a "A": d0 > 1 kg', `${defines.join('\n')}\ndefine d90 "D": quantity in kg = 1 kg`);
  },
  'trees in defines that hang on one another': () => {
    const defines = Array.from({ length: 90 }, (_, at) => `define d${at} "D": ${nested('all { a "A": ', `d${at + 1}`, ' }', 55)}`);
    return around('a "A": d0', `${defines.join('\n')}\ndefine d90 "D": apnea`);
  },
  'scores that hang on one another': (depth) => {
    const count = Math.min(depth, 20_000);
    const scores = Array.from({ length: count }, (_, at) => `score s${at} "S" over readings { item one "One": when latest s${at + 1} ever >= 1 then 1 else 0 cite literature "X" }`);
    return around('a "A": latest s0 ever >= 1', `${scores.join('\n')}\nscore s${count} "S" over readings { item one "One": 1 cite literature "X" }`);
  },
  'a long conjunction': (depth) => around(`a "A": ${'apnea and '.repeat(depth)}apnea`),
  'a long alternative': (depth) => around(`a "A": ${'apnea or '.repeat(depth)}apnea`),
  conditions: (depth) => around(`a "A": ${'when apnea then '.repeat(depth)}apnea`),
  'tests of one record': (depth) => around(`a "A": ${nested('some readings ever with all { a "A": ', 'value <= 88 %', ' }', depth)}`),
  functions: (depth) => around('a "A": root > 0', `define root "Root": quantity in 1 = ${nested('sqrt(', '1', ')', depth)}`),
  comments: (depth) => around(`a "A": apnea ${'# '.repeat(depth)}`),
  'texts that are not closed': (depth) => around(`a "${'A'.repeat(depth)}`),
  'defines that hang on one another': (depth) => {
    const count = Math.min(depth, 20_000);
    const defines = Array.from({ length: count }, (_, at) => `define d${at} "D": d${at + 1}`);
    return around('a "A": d0', `${defines.join('\n')}\ndefine d${count} "D": apnea`);
  },
  'values that hang on one another': (depth) => {
    const count = Math.min(depth, 20_000);
    const defines = Array.from({ length: count }, (_, at) => `define d${at} "D": quantity in kg = d${at + 1} + 1 kg`);
    return around('a "A": d0 > 1 kg', `${defines.join('\n')}\ndefine d${count} "D": quantity in kg = 1 kg`);
  },
  'a define of itself': () => around('a "A": me', 'define me "Me": me'),
  'fast growth': () => {
    const defines = Array.from({ length: 60 }, (_, at) => `define d${at} "D": any { a "A": d${at + 1}  b "B": d${at + 1} }`);
    return around('a "A": d0', `${defines.join('\n')}\ndefine d60 "D": apnea`);
  },
};
/** Texts that should be JSON. */
const JSONS = {
  lists: (depth) => '['.repeat(depth),
  'closed lists': (depth) => nested('[', '', ']', depth),
  objects: (depth) => '{"a":'.repeat(depth),
  'closed objects': (depth) => nested('{"a":', '1', '}', depth),
  parts: (depth) => `{"case":"C","as_of":"2026-03-03","records":[{"id":"a","fact":"spo2","value":${nested('{"parts":{"a":', '1', '}}', depth)}}]}`,
  'a long number': (depth) => `{"case":"C","as_of":"2026-03-03","records":[{"id":"a","fact":"spo2","value":{"number":${'9'.repeat(depth)},"unit":"%"}}]}`,
  'a large exponent': () => '{"case":"C","as_of":"2026-03-03","records":[{"id":"a","fact":"spo2","value":{"number":1e999999999,"unit":"%"}}]}',
  'a long text': (depth) => `{"case":"${'C'.repeat(depth * 10)}"`,
};
const CASE = {
  case: 'C-1',
  as_of: '2026-03-03T09:00:00-05:00',
  supply: 'complete',
  records: [{ id: 'o1', fact: 'spo2', value: { number: 87, unit: '%' }, at: '2026-03-02T09:00:00-05:00' }],
};

/** Runs all of it; which inputs did not end in an answer or in an error of the contract. */
export async function survived() {
  const faults = [];
  let rationale = await load();
  // One for all: the library takes its time to load.
  let engine;
  const attempt = async (name, run) => {
    const began = performance.now();
    try {
      run();
    } catch (error) {
      if (error instanceof RationaleError && !['internal', 'broken', 'pointer'].includes(error.code)) return;
      faults.push(`${name}: ${error}${error.cause ? `: ${error.cause}` : ''}`);
      rationale = await load();
      engine = undefined;
    } finally {
      const took = performance.now() - began;
      if (took > 20_000) faults.push(`${name}: took ${Math.round(took)} ms`);
    }
  };
  for (const [name, text] of Object.entries(CRITERIA)) {
    for (const depth of text.length === 0 ? [0] : DEEP) {
      await attempt(`criteria, ${name} ${depth} deep`, () => {
        const engine = rationale.load({ files: { 'deep.crit': text(depth) } });
        engine.evaluate(CASE, { guideline: 'deep', view: 'everything' });
      });
    }
  }
  const evaluate = (what, options) => {
    engine ??= rationale.load({ library: true });
    return engine.evaluate(what, options);
  };
  for (const [name, text] of Object.entries(JSONS)) {
    for (const depth of text.length === 0 ? [0] : DEEP) {
      const what = text(depth);
      await attempt(`request, ${name} ${depth} deep`, () => rationale.load(what));
      await attempt(`case, ${name} ${depth} deep`, () => evaluate(what));
      await attempt(`options, ${name} ${depth} deep`, () => evaluate(CASE, what));
      await attempt(`value set, ${name} ${depth} deep`, () => {
        const files = { 'deep.crit': around('a "A": apnea', 'codes mine "Mine" { file "deep.json" }'), 'deep.json': what };
        rationale.load({ files });
      });
    }
  }
  await attempt('files that use one another', () => {
    const files = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}.crit`, `use "f${(at + 1) % 500}"`]));
    rationale.load({ files, entries: ['f0.crit'] });
  });
  await attempt('too many files', () => {
    rationale.load({ files: Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`f${at}.crit`, ''])) });
  });
  return faults;
}

if (isMainThread) {
  test('no input traps', async () => assert.deepEqual(await survived(), []));
  test('no input traps in a worker', async () => {
    const worker = new Worker(fileURLToPath(import.meta.url));
    const faults = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    assert.deepEqual(faults, []);
  });
} else {
  parentPort.postMessage(await survived());
}
