import { expect, it } from '@jest/globals';
import { VerificationMemory } from './memory.js';
import { EARLIER, forge } from './testing/forge.js';

const base = forge({ content: 'statement', signer: 'key' });
const other = forge({ signer: 'key', timestamps: 1 });
type Question = Pick<typeof base, 'root' | 'keys' | 'thresholds' | 'now'>;

/** Every part of the question of a proof, each with another value. */
const CHANGES: Readonly<Record<string, (question: Question) => Question>> = {
  root: (question) => ({ ...question, root: other.root }),
  'no root': (question) => ({ ...question, root: undefined }),
  'no keys': (question) => ({ ...question, keys: [] }),
  'a key twice': (question) => ({ ...question, keys: [...question.keys, ...question.keys] }),
  'another kind of the same key': (question) => ({
    ...question,
    keys: question.keys.map((key) => ({ ...key, details: 'PKIX_ED25519' as const })),
  }),
  'another key': (question) => ({ ...question, keys: question.keys.map((key) => ({ ...key, fingerprint: '0'.repeat(64) })) }),
  now: (question) => ({ ...question, now: EARLIER }),
  ...Object.fromEntries(
    (['logEntries', 'timestamps', 'scts', 'times'] as const).map((name) => [
      name,
      (question: Question): Question => ({ ...question, thresholds: { ...question.thresholds, [name]: 7 } }),
    ]),
  ),
};

it.each(Object.entries(CHANGES))(
  'what was proven, or was not, says nothing about the question with a change: %s',
  async (_, change) => {
    const { bundle } = base;
    const { content } = bundle;
    if (content.kind !== 'dsse') throw new Error('no attestation');
    const memory = new VerificationMemory();
    let made = 0;
    const prove = (question: Question) =>
      memory.proof(bundle, content, question, () => {
        made += 1;
        return Promise.resolve({
          signer: { kind: 'key', key: base.keys[0] as (typeof base.keys)[number] },
          times: [],
          logEntries: [],
        });
      });
    await prove(base);
    await prove({ ...base });
    expect(made).toBe(1);
    await prove(change(base));
    expect(made).toBe(2);

    const failed = new VerificationMemory();
    const fail = () => Promise.reject(new Error('not proven'));
    await expect(failed.proof(bundle, content, base, fail)).rejects.toThrow('not proven');
    expect(failed.rejected(bundle, { ...base })).toBeDefined();
    expect(failed.rejected(bundle, change(base))).toBeUndefined();
  },
);
