import { describe, expect, it } from '@jest/globals';
import type { Claims } from '../issuer/index.js';
import { publicCertificates } from '../testing/conformance.js';
import { readCertificate, type ExtensionParts } from '../x509/certificate-reader.js';
import { OID } from '../x509/index.js';
import { createCertificateAuthority, newCertificateAuthorityKeys } from './index.js';

const GITHUB = 'https://token.actions.githubusercontent.com';
const TOKEN_SUBJECT = `${OID.fulcio}.24`;
/** Extensions that always differ between two certificates. */
const INDIVIDUAL = new Set<string>(['2.5.29.14', '2.5.29.35', OID.ctTimestamps]);

const githubCertificates = publicCertificates()
  .map(({ name, der }) => ({ name, parts: readCertificate(der) }))
  .filter(({ parts }) => textOf(parts.extensions, 1) === GITHUB && textOf(parts.extensions, 22) !== '');

const suite = githubCertificates.length === 0 ? describe.skip : describe;
if (githubCertificates.length === 0)
  console.warn('skipped: the conformance data is not beside the project (COUNTERSIGN_CONFORMANCE)');

suite('certificates for the claims behind a public-good certificate', () => {
  it.each(githubCertificates)('have byte-equal extensions in the same order: $name', async ({ parts }) => {
    const now = new Date('2026-01-01T00:00:00Z');
    const keys = await newCertificateAuthorityKeys({ now });
    const authority = createCertificateAuthority({ clock: () => now, keys, issuers: [{ issuer: GITHUB, kind: 'github' }] });
    const [leaf] = authority.issue(authority.identity(claimsBehind(parts.extensions)), parts.spki);
    const issued = readCertificate(leaf ?? Buffer.alloc(0));

    const shared = (extensions: readonly ExtensionParts[]): string[] =>
      // The token's subject is newer than these certificates.
      extensions
        .filter(({ id }) => !INDIVIDUAL.has(id) && id !== TOKEN_SUBJECT)
        .map(({ id, raw }) => `${id} ${raw.toString('hex')}`);
    expect(shared(issued.extensions)).toEqual(shared(parts.extensions));
    // The same key must have the same identifier.
    expect(valueOf(issued.extensions, '2.5.29.14')).toEqual(valueOf(parts.extensions, '2.5.29.14'));
    expect(issued.subject).toEqual(parts.subject);
  });
});

function claimsBehind(extensions: readonly ExtensionParts[]): Claims {
  const of = (arc: number): string => textOf(extensions, arc);
  const path = (arc: number): string => of(arc).replace('https://github.com/', '');
  const [, runId, attempt] = /\/actions\/runs\/(\d+)\/attempts\/(\d+)$/.exec(of(21)) ?? [];
  return {
    iss: of(8),
    sub: `repo:${of(5)}:ref:${of(6)}`,
    event_name: of(2),
    sha: of(3),
    workflow: of(4),
    repository: of(5),
    ref: of(6),
    job_workflow_ref: path(9),
    job_workflow_sha: of(10),
    runner_environment: of(11),
    repository_id: of(15),
    repository_owner: path(16),
    repository_owner_id: of(17),
    workflow_ref: path(18),
    workflow_sha: of(19),
    run_id: runId,
    run_attempt: attempt,
    repository_visibility: of(22),
  };
}

function valueOf(extensions: readonly ExtensionParts[], id: string): Buffer {
  return extensions.find((extension) => extension.id === id)?.value ?? Buffer.alloc(0);
}

/** The text of a Fulcio extension; of the newer ones, whose first two or more bytes are tag and length, without those. */
function textOf(extensions: readonly ExtensionParts[], arc: number): string {
  const value = valueOf(extensions, `${OID.fulcio}.${arc}`);
  if (arc < 8) return value.toString('utf8');
  const head = (value[1] ?? 0) < 0x80 ? 2 : 3;
  return value.subarray(head).toString('utf8');
}
