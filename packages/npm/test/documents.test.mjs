// The examples of docs/embedding/wasm.md are run as they stand there, each as a file of its own: what they print is below them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browser, serve } from './chromium.mjs';
import { ROOT } from './fixtures.mjs';

const page = readFileSync(join(ROOT, 'docs/embedding/wasm.md'), 'utf8');
const blocks = [...page.matchAll(/^```(js|html)\n([^]*?)^```\n(?:\n```text\n([^]*?)^```\n)?/gm)];

test('every example prints what the page shows', async (t) => {
  const scripts = blocks.filter(([, language]) => language === 'js');
  assert.ok(scripts.length >= 4, `${scripts.length} examples`);
  const folder = join(import.meta.dirname, 'examples');
  mkdirSync(folder, { recursive: true });
  for (const [at, [, , source, printed]] of scripts.entries()) {
    await t.test(`example ${at + 1}`, () => {
      const file = join(folder, `${at + 1}.mjs`);
      writeFileSync(file, source);
      assert.equal(execFileSync('node', [file], { cwd: ROOT, encoding: 'utf8' }), printed ?? '');
    });
  }
});

test('the page of HTML shows what it says', async () => {
  const [, , html, shown] = blocks.find(([, language]) => language === 'html');
  writeFileSync(join(import.meta.dirname, 'examples/page.html'), html);
  const served = await serve(join(import.meta.dirname, '..'));
  const chromium = await browser();
  try {
    const opened = await chromium.newPage();
    await opened.goto(`${served.address}/test/examples/page.html`);
    await opened.waitForFunction(() => document.querySelector('output').textContent !== '');
    assert.equal(`${await opened.textContent('output')}\n`, shown);
  } finally {
    await chromium.close();
    await served.end();
  }
});
