import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { referencePage } from './reference-page.js';
import { policySchema } from './read-policy.js';
import type { JsonObject, JsonValue } from '../wire/index.js';

const DOCS = join(import.meta.dirname, '../../../../docs/reference');

describe('the published schema', () => {
  it('is what the reader uses; otherwise run: npm run build && node scripts/gen-policy-schema.mjs', () => {
    const published: unknown = JSON.parse(readFileSync(join(DOCS, 'policy.schema.json'), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(policySchema())));
  });

  it.each(Object.entries(referencePage()))('has a page whose %s come from the table; otherwise run the same', (name, content) => {
    const page = readFileSync(join(DOCS, 'policy.md'), 'utf8');
    const [, part = ''] = page.split(new RegExp(`<!-- ${name}:(?:start|end) -->`));
    // Prettier pads tables and examples.
    const plain = (text: string): string => text.replace(/[\s-]+/g, '');
    expect(plain(part)).toBe(plain(content));
  });

  it('has a page that names every key', () => {
    const page = readFileSync(join(DOCS, 'policy.md'), 'utf8');
    const missing = [...keysOf(policySchema())].filter((key) => !page.includes(key));
    expect(missing).toEqual([]);
  });
});

function keysOf(schema: JsonValue | undefined, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [name, value] of Object.entries(schema as JsonObject)) {
    if (name === 'properties') for (const key of Object.keys(value as JsonObject)) found.add(key);
    keysOf(value, found);
  }
  return found;
}
