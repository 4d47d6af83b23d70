// Makes the types of what goes in and comes out from the JSON Schemas: node types.mjs SCHEMAS TYPES. Those that are kept beside
// the loader must be the same; with UPDATE_DOCS=1 they are written instead.

import { compile } from 'json-schema-to-typescript';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [schemas, types] = process.argv.slice(2);
for (const name of ['case', 'assessment', 'diagnostics']) {
  const schema = JSON.parse(readFileSync(join(schemas, `${name}.schema.json`), 'utf8'));
  const made = await compile(schema, name, {
    additionalProperties: false,
    bannerComment: `// Made from docs/schema/${name}.schema.json; do not edit.`,
    style: { singleQuote: true, printWidth: 130 },
  });
  const path = join(types, `${name}.d.ts`);
  if (process.env.UPDATE_DOCS) {
    writeFileSync(path, made);
  } else if (readFileSync(path, 'utf8') !== made) {
    console.error(`packages/npm/types/${name}.d.ts is not what its schema says: UPDATE_DOCS=1 cargo xtask wasm`);
    process.exit(1);
  }
}
