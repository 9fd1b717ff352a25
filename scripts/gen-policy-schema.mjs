/** Writes docs/policy.schema.json from the table that the policy reader itself uses. A test fails when the two differ. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { policySchema } from '../packages/core/lib/policy/read-policy.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
writeFileSync(join(root, 'docs', 'policy.schema.json'), `${JSON.stringify(policySchema(), undefined, 2)}\n`);
