// The playground in headless Chromium, as a person uses it: with the keyboard, without a network, and by what a screen reader is told.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { browser, serve } from './chromium.mjs';
import { ROOT } from './fixtures.mjs';

const FOLDER = join(ROOT, 'docs/playground');
const FILE = pathToFileURL(join(FOLDER, 'index.html')).href;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let chromium, context, page, said;

before(async () => {
  chromium = await browser();
});
after(() => chromium?.close());
beforeEach(async () => {
  await context?.close();
  context = await chromium.newContext({ viewport: { width: 1500, height: 1000 } });
  page = await context.newPage();
  said = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
});

const heard = (words) => page.waitForFunction((words) => document.getElementById('status').textContent.includes(words), words);
const opened = async (address = FILE) => {
  await page.goto(address);
  await heard('Oxygen at home');
};
const focused = () => page.evaluate(() => document.activeElement.querySelector('.row')?.innerText.replaceAll('\n', ' ').trim());
/** What axe finds wrong, a line each. */
const faults = async () => {
  // Through the debugger: the page itself allows no script but its own.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // An experiment of axe: it takes all that hangs below an item of a tree for the item's label.
      rules: { 'label-content-name-mismatch': { enabled: false } },
    }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}: ${node.failureSummary}`));
};

test('it opens from a file, and shows what is missing', async () => {
  await opened();
  await page.getByRole('heading', { name: 'Oxygen at home' }).waitFor();
  assert.match(await page.locator('.outcome').innerText(), /Information is missing/);
  assert.match(await page.getByRole('listitem').first().innerText(), /ask the treating practitioner: /);
  assert.equal(await page.locator('#criteria-state').innerText(), 'No faults in the criteria');
  assert.deepEqual(said, []);
});

test('each example is assessed', async () => {
  await opened();
  for (const [name, words] of [
    ['Heart failure: acute admission, met', 'Meets the criteria'],
    ['Pneumonia: the guideline of the tour', 'Information is missing'],
    ['Home oxygen: one note is missing', 'Information is missing'],
  ]) {
    await page.getByLabel('Example').selectOption(name);
    await heard(words);
    assert.match(await page.locator('#criteria-state').innerText(), /No faults/);
    assert.equal(await page.locator('#case-state').innerText(), 'No faults in the case');
    assert.ok((await page.getByRole('treeitem').count()) > 5);
  }
  assert.deepEqual(said, []);
});

test('a slip is shown at its place as it is typed, and is gone when it is mended', async () => {
  await opened();
  await page.getByLabel('Example').selectOption('Pneumonia: the guideline of the tour');
  await heard('Pneumonia');
  const criteria = page.getByRole('textbox', { name: 'Criteria' });
  const right = await criteria.inputValue();
  // Letters beyond the first plane before the slip: columns count characters.
  const slip = right.replace('with { oxygen "Oxygen given"', 'with { oxygen "\u{1F600} Oxygen given"').replace('heart_rate "Heart rate": quantity', 'heart_rate "Heart rate \u{1F600}": quantitee');
  assert.notEqual(slip, right);
  await criteria.fill(slip);
  await heard('1 error');
  assert.equal(await criteria.getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator('#criteria-state').innerText(), /1 error, 0 warnings/);
  // Underlined is what the list leads to.
  assert.equal(await page.locator('#criteria-marks mark.error').textContent(), 'quantitee');
  const entry = page.getByRole('list', { name: /Criteria: 1 error/ }).getByRole('button');
  assert.match(await entry.innerText(), /error: line \d+, column \d+: `quantitee` is no kind of fact/);
  await entry.focus();
  await page.keyboard.press('Enter');
  const selected = () => criteria.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  assert.equal(await selected(), 'quantitee');
  // And mended where the cursor now stands.
  await page.keyboard.type('quantity');
  await heard('No faults in the criteria');
  assert.equal(await page.locator('#criteria-marks mark').count(), 0);
  await heard('Information is missing');
});

test('a wrong case is said at its record, without what the record says', async () => {
  await opened();
  const what = page.getByRole('textbox', { name: 'Case' });
  const right = await what.inputValue();
  await what.fill(right.replace('"unit": "%"', '"unti": "%"'));
  await heard('the case has errors');
  const entry = page.getByRole('list', { name: /Case: \d+ error/ }).getByRole('button').first();
  assert.match(await entry.innerText(), /record sat-1/);
  await entry.click();
  await what.fill(right.slice(0, 200));
  await page.waitForFunction(() => /line \d+/.test(document.getElementById('faults').textContent));
  await what.fill(right);
  await heard('Oxygen at home');
});

test('the findings are walked by keyboard', async () => {
  await opened();
  await page.getByLabel('Show').selectOption('everything');
  await page.getByRole('button', { name: 'Evaluate' }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Assessment');
  await page.keyboard.press('Tab');
  const first = await focused();
  assert.match(first, /met Applies to this request/);
  const shown = () => page.getByRole('treeitem').evaluateAll((all) => all.filter((one) => one.offsetParent !== null).length);
  const before = await shown();
  await page.keyboard.press('ArrowLeft');
  assert.ok((await shown()) < before, 'closed');
  await page.keyboard.press('ArrowRight');
  assert.equal(await shown(), before);
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(), /Edition in force/);
  await page.keyboard.press('ArrowDown');
  const second = await focused();
  await page.keyboard.press('ArrowUp');
  assert.match(await focused(), /Edition in force/);
  assert.notEqual(second, await focused());
  await page.keyboard.press('ArrowLeft');
  assert.equal(await focused(), first);
  await page.keyboard.press('End');
  assert.notEqual(await focused(), first);
  await page.keyboard.press('Home');
  assert.equal(await focused(), first);
  await page.keyboard.press('f');
  assert.match(await focused(), /For payer/);
  await page.keyboard.press('f');
  assert.match(await focused(), /First coverage period/);
  // One stop for Tab, whatever was walked to.
  assert.equal(await page.locator('[role=treeitem][tabindex="0"]').count(), 1);
});

test('a screen reader is told how each finding stands, and what it rests on', async () => {
  await opened();
  const item = page.getByRole('treeitem', { name: /undetermined The treating practitioner evaluated the study/ });
  await item.waitFor();
  assert.equal(await item.count(), 1);
  const described = await item.evaluate((one) => document.getElementById(one.getAttribute('aria-describedby')).innerText);
  assert.match(described, /Missing: ask the treating practitioner/);
  assert.match(described, /Open: not documented/);
  await page.getByLabel('Example').selectOption('Heart failure: acute admission, met');
  const met = page.getByRole('treeitem', { name: /^met Low oxygen on room air/ });
  await met.waitFor();
  const rests = await met.evaluate((one) => document.getElementById(one.getAttribute('aria-describedby')).innerText);
  assert.match(rests, /Evidence: .*%.*before review.*in flowsheet-.*record /);
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing wrong, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await opened();
    assert.deepEqual(await faults(), []);
    await page.getByLabel('Show').selectOption('everything');
    await page.getByRole('textbox', { name: 'Criteria' }).fill('guideline g "G" { }\nfact a');
    await page.getByRole('textbox', { name: 'Case' }).fill('{ "case": 1 }');
    await heard('error');
    assert.deepEqual(await faults(), []);
  });
}

test('it fits a narrow screen', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await opened();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${wide} wide`);
});

test('served once, it works without a network', async () => {
  const served = await serve(FOLDER);
  await opened(`${served.address}/`);
  await page.evaluate(async () => {
    const ready = await navigator.serviceWorker.ready;
    const worker = ready.active;
    if (worker.state !== 'activated') await new Promise((done) => worker.addEventListener('statechange', done, { once: true }));
  });
  await served.end();
  await context.setOffline(true);
  await page.reload();
  await heard('Oxygen at home');
  await page.getByLabel('Example').selectOption('Heart failure: acute admission, met');
  await heard('Meets the criteria');
});

test('nothing leaves the page', async () => {
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await opened();
  await page.getByRole('textbox', { name: 'Case' }).fill('{}');
  await heard('the case has errors');
  assert.deepEqual(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:')), []);
  // Not even where a script tries.
  const tried = await page.evaluate(() => fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => error.message));
  assert.match(tried, /Failed to fetch/);
  assert.ok(said.some((words) => words.includes('Content Security Policy')), said.join('\n'));
});

test('texts that are hostile to a page stay texts', async () => {
  await opened();
  const what = page.getByRole('textbox', { name: 'Case' });
  const hostile = '<img src=x onerror=alert(1)>';
  await what.fill((await what.inputValue()).replace('flowsheet-12', hostile));
  await page.getByRole('textbox', { name: 'Criteria' }).fill(`# ${hostile}\nfact spo2 "${hostile}": quantitee`);
  await heard('1 error');
  assert.equal(await page.locator('img').count(), 0);
});
