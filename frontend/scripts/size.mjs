/**
 * Fails when the first page exceeds its budget (gzip): the HTML, and every script and style that the entry and one
 * language import statically. Chunks loaded on demand (the map, the checkout, tickets) don't count.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const dist = new URL('../dist/', import.meta.url);

/** @type {Record<string, { file: string, imports?: string[], css?: string[] }>} */
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
/** @type {Set<string>} */
const files = new Set(['index.html', 'boot.js']);
/** @type {Set<string>} */
const seen = new Set();

// A page loads one language; Korean is the larger one.
for (const start of ['index.html', 'src/shared/i18n/ko/index.ts']) add(start);

const sizes = await Promise.all(
  [...files].map(
    async (name) => /** @type {const} */ ([name, gzipSync(await readFile(new URL(name, dist))).length]),
  ),
);
let total = 0;
for (const [name, bytes] of sizes.sort((a, b) => b[1] - a[1])) {
  total += bytes;
  console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${name}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  of ${BUDGET_KB} kB (gzip), for the first page`);
if (total > BUDGET_KB * 1000) {
  console.error('The first page exceeds its budget.');
  process.exit(1);
}

/** @param {string} key */
function add(key) {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`the build manifest has no ${key}`);
  if (seen.has(key)) return;
  seen.add(key);
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  for (const imported of chunk.imports ?? []) add(imported);
}
