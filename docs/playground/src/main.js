// The page: texts go to the engine as they are typed, and what it says is shown.

import { load, RationaleError } from 'rationale';
import packed from 'rationale/rationale.wasm';
import { Editor } from './editor.js';
import { EXAMPLES } from './examples.js';
import { tree } from './tree.js';
import { OUTCOMES, asked } from './words.js';

/** How long typing must rest before the texts are read, in milliseconds. */
const REST = 300;

const at = (id) => document.getElementById(id);
const criteria = new Editor('criteria', 'diagnostics');
const what = new Editor('case', 'faults');
let rationale;
let example;
let files;
let open;
let waiting;

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function choose(index) {
  example = EXAMPLES[index];
  files = { ...example.files };
  at('about').textContent = example.about;
  at('file').replaceChildren(...Object.keys(files).map((path) => new Option(path, path)));
  what.text = example.what;
  show(example.entry);
}

function show(path) {
  open = path;
  at('file').value = path;
  criteria.text = files[path];
}

const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** The faults of the criteria as the editor shows them: places only in the file that is open. */
function diagnosed(engine) {
  return engine.diagnostics.diagnostics.map((one) => {
    const here = one.primary.file === open;
    return {
      severity: one.severity,
      words: one.headline,
      help: (one.help ?? []).join('\n'),
      place: here ? one.primary : undefined,
      where: here ? undefined : `${one.primary.file}, line ${one.primary.line}`,
    };
  });
}

/** The faults of the case: at their place where it is known, else at the record they name. */
function faulty(error) {
  const faults = error.faults.length > 0 ? error.faults : [{ message: error.message }];
  return faults.map((one) => {
    let { line, column } = one;
    if (line === undefined && one.record !== undefined) {
      const found = what.text.indexOf(JSON.stringify(one.record));
      if (found >= 0) {
        const before = what.text.slice(0, found).split('\n');
        [line, column] = [before.length, Array.from(before.at(-1)).length + 1];
      }
    }
    const where = [one.record !== undefined && `record ${one.record}`, one.path].filter(Boolean).join(', ');
    return {
      severity: 'error',
      words: (where ? `${where}: ` : '') + one.message,
      help: one.help,
      place: line === undefined ? undefined : { line, column: column ?? 1 },
    };
  });
}

/** Reads both texts and shows all there is to say. */
function evaluate() {
  clearTimeout(waiting);
  if (!rationale) return;
  files[open] = criteria.text;
  let heard;
  try {
    const engine = rationale.load({ library: true, files, entries: [example.entry] });
    try {
      const faults = diagnosed(engine);
      const errors = faults.filter((fault) => fault.severity === 'error').length;
      const heading = faults.length === 0 ? 'No faults in the criteria' : `Criteria: ${count(errors, 'error')}, ${count(faults.length - errors, 'warning')}`;
      criteria.show(faults, heading);
      heard = `${heading}. ${assess(engine, errors)}`;
    } finally {
      engine.free();
    }
  } catch (error) {
    if (!(error instanceof RationaleError)) throw error;
    at('assessment').replaceChildren(element('p', `No assessment: ${error.message}`));
    heard = error.message;
    // A fault of the engine: it is not used any more, and a new one takes its place.
    if (['internal', 'broken'].includes(error.code)) start();
  }
  if (at('status').textContent !== heard) at('status').textContent = heard;
}

/** Assesses the case and shows the answer, or what is wrong with the case; the outcome in a sentence. */
function assess(engine, errors) {
  let answer;
  try {
    answer = engine.evaluate(what.text, { view: at('view').value });
  } catch (error) {
    if (!(error instanceof RationaleError) || !['case', 'asked', 'utf8'].includes(error.code)) throw error;
    // What is asked for may be missing because its criteria are wrong: that is no fault of the case.
    const faults = error.code === 'asked' && errors > 0 ? [] : faulty(error);
    const heading = faults.length === 0 ? 'No faults in the case' : `Case: ${count(faults.length + error.more, 'error')}`;
    what.show(faults, heading);
    const words = faults.length === 0 ? 'No assessment: the guideline has errors.' : 'No assessment: the case has errors.';
    at('assessment').replaceChildren(element('p', words));
    return words;
  }
  what.show([], 'No faults in the case');
  const shown = answer.assessments.flatMap(assessed);
  if (errors > 0) shown.unshift(element('p', 'The criteria have errors. This is what their sound guidelines answer.'));
  if (answer.assessments.length === 0) shown.push(element('p', 'No guideline applies to this case.'));
  const json = document.createElement('details');
  const text = element('pre', JSON.stringify(answer, null, 2), 'json');
  text.tabIndex = 0;
  text.setAttribute('role', 'region');
  text.setAttribute('aria-label', 'The answer as JSON');
  json.append(element('summary', 'The answer as JSON'), text);
  at('assessment').replaceChildren(...shown, json);
  return answer.assessments.map((one) => `${one.guideline.label}: ${OUTCOMES[one.outcome]?.[1] ?? one.outcome_words}.`).join(' ') || 'No guideline applies.';
}

function assessed(one) {
  const [state, outcome] = OUTCOMES[one.outcome] ?? ['undetermined', one.outcome_words];
  const parts = [element('h3', one.guideline.label), element('p', outcome, `outcome ${state}`), element('p', one.why)];
  const { approve, refer } = one.disposition;
  if (approve) {
    const amount = approve.amount ? `${approve.amount.value} ${approve.amount.unit}` : 'as requested';
    parts.push(element('p', `Approve: ${[amount, approve.from && `from ${approve.from}`, approve.until && `until ${approve.until}`].filter(Boolean).join(' ')}`));
  }
  if (refer) parts.push(element('p', `Refer to: ${refer.role.replaceAll('_', ' ')}`));
  const sets = one.missing?.sets ?? [];
  const questions = sets.length > 0 ? one.missing.questions : one.questions;
  if (questions?.length) {
    const list = document.createElement('ol');
    list.append(...questions.map((question) => element('li', asked(question))));
    parts.push(element('h3', 'What is missing'), list);
    const numbers = sets.map((set) => set.questions.map((number) => number + 1).join(' and '));
    if (sets.length > 0) parts.push(element('p', `What would settle it, the smallest sets of answers: ${numbers.join('; ')}.`));
  }
  parts.push(element('h3', 'Findings'), tree(one.findings, `Findings: ${one.guideline.label}`));
  return parts;
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(evaluate, REST);
}

async function start() {
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  rationale = await load(await new Response(unpacked).arrayBuffer());
}

at('example').replaceChildren(...EXAMPLES.map((one, index) => new Option(one.name, index)));
at('example').addEventListener('change', () => {
  choose(Number(at('example').value));
  evaluate();
});
at('file').addEventListener('change', () => {
  files[open] = criteria.text;
  show(at('file').value);
  evaluate();
});
at('view').addEventListener('change', evaluate);
for (const { area } of [criteria, what]) area.addEventListener('input', later);
const asks = () => {
  evaluate();
  at('assessment-heading').focus();
};
at('evaluate').addEventListener('click', asks);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) asks();
});
choose(0);
start().then(evaluate, (error) => {
  at('assessment').replaceChildren(element('p', `The engine could not be loaded: ${error.message}`));
  at('status').textContent = 'The engine could not be loaded.';
});
if (location.protocol.startsWith('http') && 'serviceWorker' in navigator) navigator.serviceWorker.register('sw.js');
