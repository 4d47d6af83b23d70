// A program in TypeScript: it is compiled, and so holds the types to what a program writes.

import { load, RationaleError, type AnswerShape, type FindingShape, type RationaleCase } from 'rationale';

const what: RationaleCase = {
  case: 'C-1',
  as_of: '2026-03-03T09:00:00-05:00',
  supply: 'complete',
  request: { item: { system: 'hcpcs', code: 'E1390' } },
  records: [
    {
      id: 'o1',
      codes: [{ system: 'loinc', code: '59408-5' }],
      value: { number: 86, unit: '%' },
      parts: { oxygen_delivery: 'room_air' },
      at: '2026-03-01T08:15:00-05:00',
      source: { document: 'flowsheet-12', page: 4 },
    },
  ],
};

/** The labels of all findings that are open. */
function open(findings: FindingShape[]): string[] {
  return findings.flatMap((one) => [...(one.status === 'undetermined' ? [one.label] : []), ...open(one.children ?? [])]);
}

const rationale = await load(await fetch('https://example.org/rationale.wasm'));
const engine = rationale.load({ library: true, files: { 'own.crit': '' }, entries: ['own.crit'] });
for (const fault of engine.diagnostics.diagnostics) {
  console.error(fault.severity, fault.primary.file, fault.primary.line, fault.headline, fault.help?.join(' '));
}
try {
  const answer: AnswerShape = engine.evaluate(what, { guideline: 'home_oxygen', view: 'context', missing_sets: false });
  for (const one of answer.assessments) {
    // A referral goes to a physician; there is no outcome that denies.
    if (one.outcome === 'does_not_meet') console.log(one.guideline.id, one.disposition.refer?.role);
    else console.log(one.guideline.id, one.outcome, open(one.findings), one.audit.case_digest);
  }
} catch (error) {
  if (!(error instanceof RationaleError) || error.code !== 'case') throw error;
  for (const fault of error.faults) console.error(fault.record, fault.path, fault.message, fault.help);
} finally {
  engine.free();
}

{
  using again = rationale.load('{ "library": true }');
  console.log(again.evaluateText(new Uint8Array()));
}

// @ts-expect-error: no outcome is called so.
console.log(engine.evaluate('{}').assessments[0]?.outcome === 'denied');
// @ts-expect-error: a case has an as-of time.
engine.evaluate({ case: 'C-1' });
// @ts-expect-error: no view is called so.
engine.evaluate(what, { view: 'all' });
