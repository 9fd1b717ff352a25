import { describe, expect, it } from '@jest/globals';
import type { NetCapability } from '../run/index.js';
import { testRun } from '../net/testing/test-run.js';
import { refuseWithoutNetwork } from './without-network.js';

const ALONE = { keyless: false, transparencyLog: 'off', timestamps: 0 } as const;
const check = (capability: NetCapability, needs: Partial<Parameters<typeof refuseWithoutNetwork>[1]>) => () => {
  refuseWithoutNetwork(testRun({ capability }), { ...ALONE, ...needs });
};

describe.each(['none', 'registries'] as const)('network: %s', (capability) => {
  it.each([
    ['keyless signing', { keyless: true }, /certificate authority/, /key of your own and transparency-log: off/],
    ['a log', { transparencyLog: 'required' }, /transparency log/, /transparency-log: off/],
    ['a timestamp authority', { timestamps: 1 }, /timestamp authority of the signing config/, /without a timestamp/],
  ] as const)('refuses %s before anything is signed', (_, needs, message, hint) => {
    const error = expect.objectContaining({
      code: 'NETWORK_FORBIDDEN',
      message: expect.stringMatching(message),
      found: `network: ${capability}`,
      hint: expect.stringMatching(hint),
    }) as unknown as Error;
    expect(check(capability, needs)).toThrow(error);
    expect(check('all', needs)).not.toThrow();
  });

  it('allows a key alone', () => {
    expect(check(capability, {})).not.toThrow();
  });
});
