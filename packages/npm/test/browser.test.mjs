// The package in headless Chromium, loaded as a page loads it: the fixtures of the contract, byte for byte.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser, serve } from './chromium.mjs';
import { fixtures } from './fixtures.mjs';

let chromium, served, page;
before(async () => {
  // The folder that holds the package and these tests beside it.
  served = await serve(fileURLToPath(new URL('..', import.meta.url)));
  chromium = await browser();
  page = await chromium.newPage();
  await page.goto(`${served.address}/test/chromium.mjs`);
});
after(async () => {
  await chromium?.close();
  await served?.end();
});

test('every fixture of the contract gives its bytes in a page', async () => {
  const all = fixtures();
  assert.ok(all.length >= 12, `${all.length} fixtures`);
  const faults = await page.evaluate(async (all) => {
    const { load, RationaleError } = await import('/rationale/index.js');
    const { differs } = await import('/test/contract.mjs');
    const rationale = await load();
    return all.flatMap(([name, files]) => differs(rationale, RationaleError, name, files));
  }, all);
  assert.deepEqual(faults, []);
});

test('a worker of the page is given the compiled module', async () => {
  const version = await page.evaluate(async () => {
    const module = await WebAssembly.compileStreaming(fetch('/rationale/rationale.wasm'));
    const source = `import { load } from '${location.origin}/rationale/index.js';
      onmessage = async ({ data }) => postMessage((await load(data)).version.contract);`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(module);
    });
  });
  assert.equal(version, 1);
});

test('deep input gives an error in a page too', async () => {
  const codes = await page.evaluate(async () => {
    const { load } = await import('/rationale/index.js');
    const engine = (await load()).load({ library: true });
    return ['['.repeat(100_000), '{"a":'.repeat(100_000)].map((text) => {
      try {
        return engine.evaluateText(text);
      } catch (error) {
        return error.code;
      }
    });
  });
  assert.deepEqual(codes, ['case', 'case']);
});
