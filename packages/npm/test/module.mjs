// What must hold of the module: node module.mjs MODULE BYTES. It imports nothing, and takes no more than so many bytes, gzipped.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [path, most] = process.argv.slice(2);
const bytes = readFileSync(path);
const module = await WebAssembly.compile(bytes);
const kib = (count) => `${(count / 1024).toFixed(1)} KiB`;
const gzipped = gzipSync(bytes, { level: 9 }).length;
console.log(`${path}: ${kib(bytes.length)}, gzipped ${kib(gzipped)}`);

const imports = WebAssembly.Module.imports(module);
const faults = imports.map((one) => `imports ${one.module}.${one.name}`);
if (gzipped > Number(most)) faults.push(`is too large: gzipped at most ${kib(Number(most))}`);
for (const fault of faults) console.error(`${path} ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);
