import { SIGNING_VARIABLES } from '@countersign/surface/signing-environment';
import type { Entry } from './command.js';

/** Commands that make, describe and replace keys. The gate has none of them. */
export const KEYS_ENTRY: Entry = {
  name: 'keys',
  purpose: 'Try and set up',
  summary: 'Make, inspect, check, rotate and revoke signing keys.',
  variables: SIGNING_VARIABLES,
  load: async () => (await import('./commands/keys.js')).command,
};
