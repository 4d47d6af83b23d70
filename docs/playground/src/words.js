// Parts of an answer in words.

export const OUTCOMES = {
  meets: ['met', 'Meets the criteria'],
  does_not_meet: ['unmet', 'Does not meet: for a physician'],
  insufficient_information: ['undetermined', 'Information is missing'],
  not_applicable: ['undetermined', 'Does not apply'],
};
const SIGNS = { met: '✓', unmet: '✗', undetermined: '?' };
const EXCLUSION = { met: 'present', unmet: 'not present', undetermined: 'not documented' };

/** How a finding stands: a sign for the eye, and the word. An exclusion that holds is present, not met. */
export function state(finding) {
  const word = finding.kind === 'exclusion' ? EXCLUSION[finding.status] : finding.status;
  const more = [finding.not_required && 'not required', finding.waived && 'waived'].filter(Boolean).join(', ');
  return { sign: SIGNS[finding.status], word: more ? `${word} (${more})` : word };
}

/** What is said below a finding: `[what, words]` each. */
export function details(finding) {
  const said = [];
  if (finding.words) said.push(['Asks', finding.words]);
  for (const one of finding.reasons ?? []) said.push(['Open', one.words + (one.until ? `, until ${one.until}` : '')]);
  for (const one of finding.evidence ?? []) said.push(['Evidence', evidence(one)]);
  for (const one of finding.set_aside ?? []) said.push(['Not counted', `${record(one)}; ${one.words}`]);
  for (const one of finding.gaps ?? []) said.push(['Missing', asked(one)]);
  for (const one of finding.cites ?? []) said.push(['Cites', `${one.class}: ${one.text}`]);
  for (const one of finding.notes ?? []) said.push(['Note', one]);
  return said;
}

/** A question: whom to ask, and what. */
export function asked(gap) {
  const whom = gap.ask.role ? `ask the ${gap.ask.role.replaceAll('_', ' ')}: ` : '';
  return whom + gap.ask.text + (gap.from || gap.to ? ` (${span(gap)})` : '');
}

function span({ from, to }) {
  return [from && `from ${from}`, to && `up to ${to}`].filter(Boolean).join(' ') || 'ever';
}

function evidence(one) {
  switch (one.kind) {
    case 'record':
      return record(one);
    case 'absence':
      return `no record of ${one.fact_label}, ${span(one)}; the supply of records is complete, says ${one.supply_by ?? 'the case'}`;
    case 'due':
      return `${one.standing} ${one.at}`;
    default:
      return `${one.name}: ${one.value}`;
  }
}

function record(one) {
  const value = one.value == null ? '' : `: ${one.value}${one.unit ? ` ${one.unit}` : ''}`;
  const parts = (one.parts ?? []).map((part) => `${part.label}: ${part.value}`).join(', ');
  const time = [one.at, one.until].filter(Boolean).join(' to ') + (one.distance ? ` (${one.distance})` : '');
  const { document, type, page, section, line, author_role: author, quote } = one.source ?? {};
  const place = [
    document && `in ${document}`,
    type && `(${type})`,
    page != null && `page ${page}`,
    section && `section ${section}`,
    line != null && `line ${line}`,
    author && `by a ${author.replaceAll('_', ' ')}`,
    quote && `“${quote}”`,
  ].filter(Boolean).join(' ');
  const open = one.leaves_open ? 'leaves it open' : '';
  return [one.fact_label + value, parts, time, place, `record ${one.record}`, open].filter(Boolean).join(', ');
}
