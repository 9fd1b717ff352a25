import { expect, it } from '@jest/globals';
import { KEY_DETAILS } from '../../crypto/index.js';
import { assertLoggable } from '../../services/log-request.js';
import { NEW_KEYS, signingFlags } from './index.js';

it.each(Object.entries(NEW_KEYS))('a new key of the algorithm %s signs with the flags that are printed', (name, details) => {
  const flags = signingFlags(details);
  const isLogged = !flags.includes('off') && name !== 'ml-dsa-65';
  const check = (): void => assertLoggable({ details, hash: KEY_DETAILS[details].hash }, 'message', [2]);
  if (isLogged) expect(check).not.toThrow();
  else expect(check).toThrow();
  expect(flags.includes('--signing-algorithm')).toBe(/pss|-ph$/.test(name));
});
