// Builds the script of the playground: node playground.mjs FOLDER. The loader, the module (gzipped) and the examples are in it, so
// that the page needs nothing else and opens from a file.

import { build } from 'esbuild';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CORE_SCHEMA, load } from 'js-yaml';

const folder = process.argv[2];
const outfile = join(folder, 'built/playground.js');
const parts = {
  name: 'parts',
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({ contents: gzipSync(await readFile(path), { level: 9 }), loader: 'binary' }));
    // Examples of the tour are YAML; a case that is sent is JSON. Dates stay the texts they are.
    onLoad({ filter: /\.yaml$/ }, async ({ path }) => {
      const what = load(await readFile(path, 'utf8'), { schema: CORE_SCHEMA });
      return { contents: JSON.stringify(what, null, 2), loader: 'text' };
    });
    onLoad({ filter: /\.json$/ }, async ({ path }) => ({ contents: await readFile(path), loader: 'text' }));
  },
};
await build({
  entryPoints: [join(folder, 'src/main.js')],
  outfile,
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  loader: { '.crit': 'text' },
  external: ['node:*'],
  nodePaths: [join(import.meta.dirname, 'node_modules')],
  plugins: [parts],
  // The script has the module in it, and asks for no address.
  logOverride: { 'empty-import-meta': 'silent' },
});
console.log(`${outfile}: ${((await stat(outfile)).size / 1024).toFixed(0)} KiB`);
