import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { altered } from './alterations.mjs';

const folder = mkdtempSync(join(tmpdir(), 'countersign-alterations-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | object): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const bundle = { verificationMaterial: { tlogEntries: [{ logIndex: '1' }] }, messageSignature: { signature: 'c2lnbmF0dXJl' } };
const donor = { ...bundle, verificationMaterial: { tlogEntries: [{ logIndex: '2' }] } };
const trust = { authorities: [], ctlogs: [], tlogs: ['own'], timestampAuthorities: [] };
const question = {
  bundle: write('made.sigstore.json', bundle),
  file: write('app.tgz', 'the artifact'),
  root: write('root.json', trust),
  clientTrust: write('trust.json', { trustedRoot: trust }),
  key: 'own.pub',
};
const other = { donor, root: write('other.json', { ...trust, tlogs: ['other'] }), key: 'other.pub' };

describe('altered questions', () => {
  it('lie in other files for each judge, so that no judge reads what is being written for another', () => {
    const written = ['ours', 'sigstore-go'].map((judge) =>
      altered(question, other, judge).flatMap(([, { bundle: changed, file, root }]) =>
        [changed, file, root].filter((path) => ![question.bundle, question.root].includes(path)),
      ),
    );
    const [ours = [], theirs = []] = written;
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((path) => theirs.includes(path))).toEqual([]);
    expect(readFileSync(question.file, 'utf8')).toBe('the artifact');
  });

  it('are never written over', () => {
    altered(question, other, 'twice');
    expect(() => altered(question, other, 'twice')).toThrow('EEXIST');
  });
});
