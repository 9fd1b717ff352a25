import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countersign } from '../../testing/program.js';

const cache = process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache', 'countersign-peers');
const gh = join(cache, 'gh-2.103.3', 'bin', 'gh');
const hasGh = existsSync(gh);
const data = (name: string): string => fileURLToPath(new URL(`testing/${name}`, import.meta.url));

(hasGh ? describe : describe.skip)(hasGh ? 'gh' : 'gh (needs npm run peers: gh)', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-gh-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('verifies offline with the trusted roots that "trust export --format gh-jsonl" writes', async () => {
    const file = join(folder, 'roots.jsonl');
    const ended = await countersign(['trust', 'export', '--format', 'gh-jsonl', '--network', 'none', '--output', file], {
      cwd: folder,
    });
    expect(ended).toMatchObject({ status: 0 });
    const verify = (roots: string): number | null => {
      const bundle = ['--bundle', data('reusable-workflow.sigstore.json'), '--custom-trusted-root', roots];
      const signer = ['--owner', 'malancas', '--signer-repo', 'github/artifact-attestations-workflows'];
      // gh asks for a token before it reads the bundle; it is not sent.
      const env = { HOME: folder, GH_TOKEN: 'none', PATH: process.env['PATH'] ?? '' };
      return spawnSync(gh, ['attestation', 'verify', data('reusable-workflow-artifact'), ...bundle, ...signer], { env }).status;
    };
    expect(verify(file)).toBe(0);
    const [, github = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(join(folder, 'github.jsonl'), `${github}\n`);
    expect(verify(join(folder, 'github.jsonl'))).toBe(1);
    expect(execFileSync(gh, ['--version'], { encoding: 'utf8' })).toContain('2.103.3');
  }, 60_000);
});
