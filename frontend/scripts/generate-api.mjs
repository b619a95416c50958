/**
 * Writes `src/shared/api/schema.d.ts` from the snapshot of the OpenAPI document in the API server's tests.
 *
 * That snapshot is the only copy in this repository: the server's test fails when the code differs from it, and
 * `--check` fails when the types do.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const SNAPSHOT = new URL(
  '../../api-server/tests/it/snapshots/it__coverage__the_openapi_document_is_the_one_that_was_agreed_on.snap',
  import.meta.url,
);
const TYPES = new URL('../src/shared/api/schema.d.ts', import.meta.url);

const document = parse(await readFile(SNAPSHOT, 'utf8'));
const types = `// Written by \`npm run api\`. Don't edit.\n${astToString(await openapiTS(document))}`;

if (process.argv.includes('--check')) {
  const present = await readFile(TYPES, 'utf8').catch(() => '');
  if (present !== types) {
    console.error(
      'src/shared/api/schema.d.ts differs from the OpenAPI document: run `npm run api` and commit.',
    );
    process.exit(1);
  }
} else {
  await writeFile(TYPES, types);
}

/**
 * An insta snapshot has a header between two lines of `---`, then the document.
 * @param {string} snapshot
 */
function parse(snapshot) {
  return JSON.parse(snapshot.slice(snapshot.indexOf('\n---\n') + 5));
}
