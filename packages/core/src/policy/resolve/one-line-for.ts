import type { Certificate } from '../../crypto/index.js';
import { compareRun, readRun } from '../signers/index.js';
import type { OneLinePolicy } from './one-line.js';

/**
 * The one-line policy that a certificate meets, for commands that users can copy. Undefined where only a policy file can accept the
 * certificate, such as for a run that a schedule started.
 */
export function oneLineFor(certificate: Certificate): OneLinePolicy | undefined {
  const [name] = certificate.alternativeNames;
  const { issuer } = certificate.fulcio;
  if (name === undefined || issuer === undefined) return undefined;
  const signer = { kind: 'certificate' as const, certificate, identity: name.value, issuer };
  const isMet = (repository: string | undefined): boolean =>
    compareRun({ repository, owner: undefined, triggers: undefined }, signer).length === 0;
  const line = { certificateIdentity: name.value, certificateOidcIssuer: issuer };
  if (isMet(undefined)) return line;
  const source = /^https?:\/\/[^/]+\/(.+)$/.exec(readRun(signer)?.source ?? '')?.[1];
  return source !== undefined && isMet(source) ? { ...line, repository: source } : undefined;
}
