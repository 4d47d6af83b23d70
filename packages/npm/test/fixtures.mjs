// Reads the fixtures of the contract from the project's folder, which RATIONALE_ROOT names.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = process.env.RATIONALE_ROOT;

/** All fixtures: `[name, texts by file name]`. */
export function fixtures() {
  const folder = join(ROOT, 'tests/contract');
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .map((name) => {
      const texts = readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file), 'utf8')]);
      return [name, Object.fromEntries(texts)];
    });
}
