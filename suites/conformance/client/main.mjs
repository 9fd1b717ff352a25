// The client under test of sigstore-conformance: `verify-bundle` and `sign-bundle`, exit status 0 = verified or signed.
import { parseArgs } from 'node:util';

/** Options of both commands, as the suite spells them. @satisfies {import('node:util').ParseArgsConfig['options']} */
const options = /** @type {const} */ ({
  bundle: { type: 'string' },
  'certificate-identity': { type: 'string' },
  'certificate-oidc-issuer': { type: 'string' },
  key: { type: 'string' },
  'trusted-root': { type: 'string' },
  'signing-config': { type: 'string' },
  'identity-token': { type: 'string' },
  'in-toto': { type: 'boolean' },
  staging: { type: 'boolean' },
});

const commands = {
  'verify-bundle': () => import('./verify-bundle.mjs'),
  'sign-bundle': () => import('./sign-bundle.mjs'),
};

const [command, ...args] = process.argv.slice(2);
try {
  const load = Object.hasOwn(commands, command ?? '') ? commands[command] : undefined;
  if (load === undefined) throw new Error(`usage: conformance-client ${Object.keys(commands).join('|')} …`);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
  if (positionals.length !== 1) throw new Error('exactly one FILE (or sha256:DIGEST) is needed');
  const { run } = await load();
  await run(values, positionals[0]);
} catch (error) {
  const { code, message, expected, found } = error;
  console.error([code, message, expected && `expected ${expected}`, found && `found ${found}`].filter(Boolean).join('\n  '));
  process.exit(1);
}
