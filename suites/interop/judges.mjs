/**
 * Who verifies. A judge is asked about one bundle and one file under a trusted root, for one identity and issuer, or one public
 * key; it answers `accepted` or `refused`, with its output.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { peer } from '../peers.mjs';
import { tell } from './processes.mjs';
import { askPython } from './python-judge.mjs';

const fromSandbox = createRequire(new URL('../../packages/sandbox/package.json', import.meta.url));

/** Our gate must answer "denied": with "undecided" or wrong use it would not agree with the other judges. */
async function ours({ bundle, file, root, identity, issuer, key, type, unlogged }) {
  const who = key ? ['--key', key] : ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
  const predicate = type ? ['--predicate-type', type] : [];
  const log = unlogged ? ['--transparency-log', 'off'] : [];
  const cwd = dirname(file);
  const result = await runCli(
    ['verify', file, '--bundle', bundle, '--trusted-root', root, ...who, ...predicate, ...log, '--json'],
    {
      cwd,
      scratch: cwd,
      env: {},
    },
  );
  return decided(result);
}

/** @returns what our gate decided, with its reason codes. @throws Error unless it did decide */
export function decided({ status, output, stdout }) {
  const outcome = { 0: 'allowed', 1: 'denied' }[status];
  const decision = status === 0 || status === 1 ? JSON.parse(stdout) : undefined;
  if (outcome === undefined || decision?.decision !== outcome) throw new Error(`our gate did not decide (${status}):\n${output}`);
  return { accepted: outcome === 'allowed', output, codes: [...new Set(output.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [])] };
}

const ofProcess = ({ ok, output }) => ({ accepted: ok, output });

async function cosign({ bundle, file, root, identity, issuer, key, type, unlogged }) {
  const who = key ? ['--key', key] : ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
  const command = type ? ['verify-blob-attestation', '--type', type] : ['verify-blob'];
  const log = unlogged ? ['--insecure-ignore-tlog=true', '--use-signed-timestamps'] : [];
  return ofProcess(
    await tell(peer('cosign'), [...command, ...log, '--bundle', bundle, '--trusted-root', root, ...who, file], {
      env: { HOME: dirname(file) },
    }),
  );
}

async function python({ bundle, file, clientTrust, identity, issuer }) {
  const who = ['--cert-identity', identity, '--cert-oidc-issuer', issuer];
  return ofProcess(await askPython(['--trust-config', clientTrust, 'verify', 'identity', '--bundle', bundle, ...who, file]));
}

/** Who verifies with a key tells it the algorithm, if that is not the usual one of the key. */
async function go({ bundle, file, root, identity, issuer, key, scheme, unlogged }) {
  const more = [...(scheme ? ['-scheme', scheme] : []), ...(unlogged ? ['-no-log'] : [])];
  const who = key ? ['-key', key, ...more] : ['-identity', identity, '-issuer', issuer];
  return ofProcess(await tell(peer('judge'), ['verify', '-bundle', bundle, '-trusted-root', root, ...who, file]));
}

const literally = (text) => `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;

/** With `timestampThreshold: 1` it requires a verified time. */
async function js({ bundle, file, root, identity, issuer }) {
  const { bundleFromJSON } = fromSandbox('@sigstore/bundle');
  const { TrustedRoot } = fromSandbox('@sigstore/protobuf-specs');
  const { toSignedEntity, toTrustMaterial, Verifier } = fromSandbox('@sigstore/verify');
  try {
    const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(readFileSync(root, 'utf8'))));
    const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
    const entity = toSignedEntity(bundleFromJSON(JSON.parse(readFileSync(bundle, 'utf8'))), readFileSync(file));
    verifier.verify(entity, { subjectAlternativeName: literally(identity), extensions: { issuer } });
    return { accepted: true, output: '' };
  } catch (error) {
    return { accepted: false, output: String(error) };
  }
}

export const JUDGES = {
  ours: { needs: [], keys: true, verify: ours },
  cosign: { needs: ['cosign'], keys: true, verify: cosign },
  'sigstore-python': { needs: ['sigstore'], keys: false, verify: python },
  'sigstore-js': { needs: [], keys: false, verify: js },
  'sigstore-go': { needs: ['judge'], keys: true, verify: go },
};
