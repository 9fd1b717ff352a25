import { describe, expect, it } from '@jest/globals';
import { createLog, screenOf } from './log/create-log.js';
import { createSecrets } from './log/secrets.js';
import { terminalStyle } from './log/terminal-style.js';
import { makeRun } from './node-run.js';

const log = createLog({
  level: 'error',
  format: 'text',
  screen: screenOf(terminalStyle, () => undefined),
  secrets: createSecrets(),
  clock: () => new Date(),
});
const run = (timeout: number, network: 'all' | 'registries' | 'none' = 'all') =>
  makeRun({ env: {}, network, timeout, log, emit: () => undefined, cwd: '/', insecureHosts: [] });

describe('makeRun', () => {
  it('ends every wait at the deadline', async () => {
    const { sleep, signal } = run(30);
    await expect(sleep(60_000)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', exitStatus: 2 });
    expect(signal.aborted).toBe(true);
    await expect(sleep(1)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it.each([
    ['none', 'registry', 'https://registry.example.test/v2/'],
    ['registries', 'sigstore', 'https://fulcio.example.test/'],
    ['all', 'registry', 'http://registry.example.test/v2/'],
  ] as const)('with network %s, refuses a %s request to %s', async (network, purpose, url) => {
    await expect(run(1000, network).net.fetch({ purpose, method: 'GET', url })).rejects.toMatchObject({ exitStatus: 2 });
  });

  it('returns random bytes', () => {
    const { random } = run(1000);
    expect(random(32)).not.toEqual(random(32));
    expect(random(32)).toHaveLength(32);
  });
});
