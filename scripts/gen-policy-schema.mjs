/**
 * Writes what is generated from the tables of the policy reader: docs/reference/policy.schema.json, and the text between the markers of
 * docs/reference/policy.md. A test fails when they differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { keyListSchema } from '../packages/core/lib/operations/keys/index.js';
import { policySchema } from '../packages/core/lib/policy/read-policy.js';
import { referencePage } from '../packages/core/lib/policy/reference-page.js';

const docs = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/reference');
const style = { printWidth: 130, singleQuote: true };
writeFileSync(
  join(docs, 'policy.schema.json'),
  await format(JSON.stringify(policySchema(), undefined, 2), { ...style, parser: 'json' }),
);
writeFileSync(
  join(docs, 'key-list.schema.json'),
  await format(JSON.stringify(keyListSchema(), undefined, 2), { ...style, parser: 'json' }),
);

const page = join(docs, 'policy.md');
let text = readFileSync(page, 'utf8');
for (const [name, content] of Object.entries(referencePage())) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/reference/policy.md lacks the markers ${start} … ${end}`);
  text = `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}
writeFileSync(page, await format(text, { ...style, parser: 'markdown' }));
