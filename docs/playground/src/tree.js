// The findings as a tree: one stop for Tab, arrows within, each item with its evidence below it.

import { details, state } from './words.js';

let numbered = 0;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The tree of some findings; `label` is what it is called. */
export function tree(findings, label) {
  const root = element('ul', { role: 'tree', 'aria-label': label }, ...named(findings).map(item));
  const first = root.querySelector('[role="treeitem"]');
  if (first) first.tabIndex = 0;
  root.addEventListener('keydown', (event) => pressed(root, event));
  root.addEventListener('click', (event) => {
    const row = event.target.closest('.row');
    if (!row) return;
    const at = row.parentElement;
    if (at.hasAttribute('aria-expanded')) turn(at, at.getAttribute('aria-expanded') !== 'true');
    stand(root, at);
  });
  return root;
}

/** Nodes that have no label and say nothing of their own, such as the group a block begins with, give way to what is below. */
function named(findings) {
  return findings.flatMap((one) => {
    const silent = one.label === '' && !one.words && !one.evidence?.length && !one.gaps?.length && one.children?.length;
    return silent ? named(one.children) : [one];
  });
}

function item(finding) {
  const id = `finding-${(numbered += 1)}`;
  const children = named(finding.children ?? []);
  const { sign, word } = state(finding);
  const twist = element('span', { class: 'twist', 'aria-hidden': 'true' }, children.length > 0 ? '▾' : '·');
  const status = element('span', { class: `state ${finding.status}` }, element('span', { 'aria-hidden': 'true' }, `${sign} `), word);
  const name = element('span', {}, finding.label || finding.words || finding.path);
  const row = element('div', { class: 'row', id }, twist, status, name);
  const more = element('div', { class: 'more', id: `${id}-more` });
  for (const [what, words] of details(finding)) {
    if (what === 'Asks' && !finding.label) continue;
    more.append(element('p', {}, element('strong', {}, `${what}: `), words));
  }
  const made = element('li', { role: 'treeitem', tabindex: '-1', 'aria-labelledby': id }, row);
  if (more.childElementCount > 0) {
    made.append(more);
    made.setAttribute('aria-describedby', more.id);
  }
  if (children.length > 0) {
    made.append(element('ul', { role: 'group' }, ...children.map(item)));
    // What did not decide is folded away.
    made.setAttribute('aria-expanded', 'true');
    if (!finding.decisive) turn(made, false);
  }
  return made;
}

function turn(at, open) {
  at.setAttribute('aria-expanded', String(open));
  at.querySelector('.twist').textContent = open ? '▾' : '▸';
}

function stand(root, at) {
  root.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
  at.tabIndex = 0;
  at.focus();
}

/** The keys of a tree, as the ARIA practices have them. */
function pressed(root, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const shown = [...root.querySelectorAll('[role="treeitem"]')].filter((one) => one.offsetParent !== null);
  const at = event.target.closest('[role="treeitem"]');
  const place = shown.indexOf(at);
  const open = at.getAttribute('aria-expanded');
  let to;
  switch (event.key) {
    case 'ArrowDown':
      to = shown[place + 1];
      break;
    case 'ArrowUp':
      to = shown[place - 1];
      break;
    case 'Home':
      to = shown[0];
      break;
    case 'End':
      to = shown.at(-1);
      break;
    case 'ArrowRight':
      if (open === 'false') turn(at, true);
      else if (open === 'true') to = at.querySelector('[role="treeitem"]');
      break;
    case 'ArrowLeft':
      if (open === 'true') turn(at, false);
      else to = at.parentElement.closest('[role="treeitem"]');
      break;
    case 'Enter':
    case ' ':
      if (open) turn(at, open === 'false');
      break;
    case '*':
      for (const one of at.parentElement.children) if (one.hasAttribute('aria-expanded')) turn(one, true);
      break;
    default: {
      if (event.key.length !== 1) return;
      // A letter goes to the next item whose label begins with it.
      const begins = (one) => one.querySelector('.row').lastChild.textContent.toLowerCase().startsWith(event.key.toLowerCase());
      to = [...shown.slice(place + 1), ...shown.slice(0, place)].find(begins);
    }
  }
  event.preventDefault();
  if (to) stand(root, to);
}
