import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../wire/index.js';
import type { Policy } from '../index.js';
import { readBoth } from '../read-policy.js';
import { CONTRACT_POLICY } from '../testing/contract-policy.js';
import { writePolicy } from './index.js';

const ROOT = join(import.meta.dirname, '../../../../..');

/** Every policy that people may copy: files that begin as one, and those in Markdown. */
function examplePolicies(): readonly (readonly [string, string])[] {
  const found: [string, string][] = [['the contract', CONTRACT_POLICY]];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) visit(path);
      else if (/\.(?:ya?ml|md)$/.test(entry.name)) {
        const text = readFileSync(path, 'utf8');
        const blocks = entry.name.endsWith('.md')
          ? [...text.matchAll(/^```ya?ml\n(.*?)^```/gms)].map((one) => one[1] ?? '')
          : [text];
        blocks.forEach((block, at) => {
          if (/^apiVersion: countersign\.dev/m.test(block) && /^rules:/m.test(block))
            found.push([`${relative(ROOT, path)} ${String(at)}`, block]);
        });
      }
    }
  };
  for (const folder of ['examples', 'docs', 'actions', 'gitlab-components']) visit(join(ROOT, folder));
  return found;
}

const withoutDigest = (policy: Policy): Policy => ({ ...policy, digest: '' });

async function roundTrip(text: string): Promise<string> {
  const before = await readBoth(Buffer.from(text), 'before.yaml');
  const written = writePolicy(before.document);
  const after = await readBoth(Buffer.from(written), 'after.yaml');
  expect(after.document).toEqual(before.document);
  expect(withoutDigest(after.policy)).toEqual(withoutDigest(before.policy));
  return written;
}

describe('a policy that is written back', () => {
  const examples = examplePolicies();

  it('there are examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples)('%s reads as the same document and means the same', async (_, text) => {
    const written = await roundTrip(text);
    expect(await roundTrip(written)).toBe(written);
  });

  it('is plain data', async () => {
    const { document } = await readBoth(Buffer.from(CONTRACT_POLICY), 'policy.yaml');
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document.metadata).toEqual({ name: 'release-gate', 'not-after': '2027-06-30' });
    expect(document.rules[1]?.require[1]).toEqual({ signature: { by: 'release', 'max-age': '30d' } });
  });

  it('keeps a short workflow as it was written', async () => {
    const short = CONTRACT_POLICY.replace('workflow: .github/workflows/release.yml', 'workflow: release.yml');
    const { document, policy } = await readBoth(Buffer.from(short), 'policy.yaml');
    expect(document.signers['release']?.github?.workflow).toBe('release.yml');
    expect(policy.signers.get('release')?.who).toMatchObject({ file: { kind: 'own', path: '.github/workflows/release.yml' } });
  });

  it('any texts are read as the same texts', async () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\p{C}|\u2028|\u2029/u.test(text));
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.dictionary(
          texts,
          fc.oneof(texts, fc.constantFrom('true', 'null', '1.10', '- x', 'a: b', '#', "'", '"', ' y', '~', '!!int')),
        ),
        async (name, parameters) => {
          const document = {
            apiVersion: 'countersign.dev/v1beta1',
            kind: 'Policy',
            metadata: { name },
            signers: { release: { github: { source: { repository: 'acme/app' }, workflow: 'release.yml' } } },
            rules: [
              {
                name,
                match: { paths: ['**'] },
                require: [{ provenance: { by: 'release', parameters: { ...parameters, more: { in: ['x', name] } } } }],
              },
            ],
          };
          await roundTrip(JSON.stringify(document));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('a document with numbers among parameters is written as JSON', async () => {
    const { document } = await readBoth(Buffer.from(CONTRACT_POLICY), 'policy.yaml');
    const changed = structuredClone(document) as unknown as { rules: { require: JsonObject[] }[] };
    changed.rules[0]?.require.push({
      provenance: { by: 'builder', parameters: { jobs: 3, fast: true, none: null, deep: [{ n: 1 }] } },
    });
    const written = await roundTrip(JSON.stringify(changed));
    expect(written).toMatch(/^\{/);
  });
});
