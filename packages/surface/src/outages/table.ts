import type { Code } from '@countersign/core/errors';

/** Services that a run needs. */
export const SERVICES = {
  issuer: 'token service of the CI system',
  issuerKeys: 'keys of the token issuer',
  fulcio: 'Fulcio',
  rekorV1: 'Rekor v1',
  rekorV2: 'Rekor v2',
  tsa: 'timestamp authority',
  tufForSigning: 'TUF repository (signing)',
  tufForGate: 'TUF repository (gate)',
  registryReads: 'registry, reads (gate)',
  registryWrites: 'registry, writes (signing)',
  github: "GitHub's attestation API",
  awsKms: 'AWS KMS',
  awsSts: 'AWS STS (`key-login`)',
  googleKms: 'Google Cloud KMS',
  googleSts: 'token service of Google Cloud (`key-login`)',
  azureVault: 'Azure Key Vault',
  azureLogin: 'login service of Azure (`key-login`)',
  vault: 'HashiCorp Vault, OpenBao',
} as const;

/** What can go wrong, as a sentence without its full stop. */
export const FAULTS = {
  refused: 'the connection is refused',
  reset: 'the connection is reset in the middle of one answer',
  hang: 'no answer comes',
  throttled: 'one answer is 429 with `Retry-After`',
  failsOnce: 'one answer is 500',
  fails: 'every answer is 500',
  truncated: 'the answer is half a document',
  wrong: 'the answer is well-formed, but wrong',
  oversized: 'the answer is too large',
  drip: 'the answer comes one byte at a time',
  redirect: 'a redirect to another host',
  tls: 'the certificate of the server is not trusted',
  ahead: 'the clock of this machine is 10 minutes ahead',
  behind: 'the clock of this machine is 10 minutes behind',
  proxy: 'the proxy asks for a password (407)',
} as const;

export type Service = keyof typeof SERVICES;
export type Fault = keyof typeof FAULTS;

/** Least and most requests that reach the service. */
export type Requests = readonly [least: number, most: number];

/** How a run must end. */
export type Outcome =
  | {
      /** The signature is made, verified and stored, or the decision is `allowed`. */
      readonly ends: 'done';
      readonly requests: Requests;
    }
  | {
      readonly ends: 'failed';
      readonly code: Code;
      readonly requests: Requests;
      /** Texts that the error must contain, besides the host of the service. */
      readonly says: readonly string[];
      /** Text that the hint must contain. */
      readonly cure: string;
    };

const SEVERAL: Requests = [2, 100];
const ONE: Requests = [1, 1];
/** An address where nothing listens is tried so often, unless a service is there that signs. */
const FEW: Requests = [7, 7];
/** The pauses between attempts are random: more than `FEW` in the time of the matrix. */
const UNTIL_TIMEOUT: Requests = [8, 100];

const done = (least: number, most = least): Outcome => ({ ends: 'done', requests: [least, most] });
const failed = (code: Code, requests: Requests, says: readonly string[], cure: string): Outcome => ({
  ends: 'failed',
  code,
  requests,
  says,
  cure,
});

/** Words of the matrix's own servers: what they say about an outage, and the host to which they redirect. */
export const OUTAGE = 'the database is being moved';
const ELSEWHERE = 'localhost';

/** What a row has in common with others. */
interface Row {
  /** How errors name the service. */
  readonly role: string;
  /** The code of an outage. */
  readonly outage: Code;
  /** Requests without a fault, and least and most of them when each attempt of one step fails. */
  readonly usual: number | Requests;
  readonly failing?: Requests;
  readonly refused?: Requests;
  /** Where no connection is accepted; default `FEW`. */
  readonly closed?: Requests;
  /** Another way to go on during an outage. */
  readonly instead: string;
}

/** What is right for every service. What can pass is waited for; what cannot pass ends at once. */
function common({ role, outage, usual: requests, failing = SEVERAL, refused = ONE, closed = FEW, instead }: Row) {
  const [least, most] = typeof requests === 'number' ? [requests, requests] : requests;
  const usual = done(least, most);
  const again = done(least + 1, most + 1);
  return {
    refused: failed(outage, closed, [role, 'ECONNREFUSED'], 'Check that the service runs'),
    reset: again,
    hang: failed(outage, failing, [role, 'no answer within'], 'slow or unreachable'),
    throttled: again,
    failsOnce: again,
    fails: failed(outage, failing, ['500', OUTAGE], instead),
    drip: failed(outage, failing, [role, 'no answer within'], 'slow or unreachable'),
    tls: failed(outage, refused, [role, 'SELF_SIGNED_CERT'], 'NODE_EXTRA_CA_CERTS'),
    behind: usual,
    proxy: failed(outage, refused, [role, 'the proxy', '407'], 'HTTPS_PROXY'),
  } satisfies Partial<Record<Fault, Outcome>>;
}

const CLOCK = failed('TOKEN_EXPIRED', [0, 100], ['expired'], '10 minutes ahead of the Date header');

const issuer: Row = {
  role: 'the token service of GitHub',
  outage: 'SERVICE_UNAVAILABLE',
  usual: 1,
  closed: UNTIL_TIMEOUT,
  instead: 'githubstatus.com',
};
const issuerKeys: Row = {
  role: 'the token issuer',
  outage: 'SERVICE_UNAVAILABLE',
  usual: 2,
  closed: UNTIL_TIMEOUT,
  instead: 'when the issuer is back',
};
const sigstore = (role: string): Row => ({
  role,
  outage: 'SERVICE_UNAVAILABLE',
  usual: 1,
  closed: UNTIL_TIMEOUT,
  instead: 'another service in the signing config',
});
const tuf = (usual: number): Row => ({
  role: 'the TUF repository',
  outage: 'FETCH_FAILED',
  usual,
  instead: 'as a file (trusted-root)',
});
const reads: Row = { role: 'the registry', outage: 'FETCH_FAILED', usual: 9, instead: 'try again later' };
// Three manifests are signed at the same time, and their pushes share some requests.
const writes: Row = { ...reads, usual: [15, 25], failing: [2, 300] };
const github: Row = {
  role: "GitHub's attestation API",
  outage: 'SERVICE_UNAVAILABLE',
  usual: 1,
  instead: 'name the bundle files in evidence',
};

const cloud = (role: string, usual: number): Row => ({
  role,
  outage: 'SERVICE_UNAVAILABLE',
  usual,
  instead: 'sign with another key',
});
const aws = (role: string, usual: number): Row => ({
  role,
  outage: 'SERVICE_UNAVAILABLE',
  usual,
  instead: 'sign with another key',
});

const vault: Row = { role: 'the Vault server', outage: 'SERVICE_UNAVAILABLE', usual: 2, instead: 'use another key' };

/** The faults of answers of the three kinds of Sigstore services. */
function ofSigstore(role: string, another: string) {
  return {
    ...common(sigstore(role)),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, [role], 'was not used for signing'),
    wrong: failed('SERVICE_ANSWER_INVALID', ONE, [role, another], 'was not used for signing'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, [role, 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, [role, ELSEWHERE], 'correct its address in the signing config'),
    ahead: CLOCK,
  } satisfies Partial<Record<Fault, Outcome>>;
}

/**
 * The outcome of every service and fault. The matrix test compares it with what happens; docs/operations/outages.md is made of it. No program
 * contains it.
 */
const OUTCOMES = {
  issuer: {
    ...common(issuer),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, [issuer.role], 'Run the job again'),
    wrong: failed('TOKEN_INVALID', ONE, ['another audience'], 'audience'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, [issuer.role, 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, [issuer.role, ELSEWHERE], 'ACTIONS_ID_TOKEN_REQUEST_URL'),
    ahead: CLOCK,
  },
  issuerKeys: {
    ...common(issuerKeys),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, [issuerKeys.role], 'Check which program answers'),
    wrong: failed('TOKEN_INVALID', [2, 2], ['does not verify with the keys of'], 'that this issuer issued'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, [issuerKeys.role, 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, [issuerKeys.role, ELSEWHERE], 'oidcUrls'),
    ahead: CLOCK,
  },
  fulcio: ofSigstore('the certificate authority', 'a certificate for another key'),
  // The entry of the lost answer is found: POST, 409, then it is read.
  rekorV1: { ...ofSigstore('the transparency log', 'another signature'), reset: done(3) },
  rekorV2: { ...ofSigstore('the transparency log', 'does not record the sent signature'), reset: done(3, 20) },
  tsa: ofSigstore('the timestamp authority', 'a timestamp of other bytes'),
  tufForSigning: {
    ...common(tuf(7)),
    // The fault is in timestamp.json; the pinned root was read before.
    truncated: failed('TRUST_ROOT_INVALID', [3, 3], ['timestamp.json'], 'The cached copy is not used'),
    wrong: failed('TRUST_ROOT_INVALID', [3, 3], ['timestamp.json'], 'The cached copy is not used'),
    oversized: failed('TRUST_ROOT_INVALID', [3, 3], ['timestamp.json', 'too large'], 'The cached copy is not used'),
    redirect: failed('TRUST_ROOT_INVALID', [3, 3], ['timestamp.json'], 'The cached copy is not used'),
    ahead: CLOCK,
  },
  tufForGate: {
    ...common(tuf(6)),
    truncated: failed('TRUST_ROOT_INVALID', ONE, ['is not the pinned root'], 'Check the digest in trusted-root'),
    wrong: failed('TRUST_ROOT_INVALID', [3, 3], ['timestamp.json'], 'The cached copy is not used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, ['the TUF repository', 'too large'], 'the right service'),
    redirect: failed('TRUST_ROOT_INVALID', ONE, ['is not the pinned root', ELSEWHERE], 'Check the digest in trusted-root'),
    ahead: done(6),
  },
  registryReads: {
    ...common(reads),
    fails: failed('REGISTRY_UNAVAILABLE', SEVERAL, ['cannot read', '500', OUTAGE], 'try again later'),
    truncated: failed('REGISTRY_ANSWER_INVALID', ONE, ['does not have the requested digest'], 'Do not use'),
    wrong: failed('REGISTRY_ANSWER_INVALID', ONE, ['does not have the requested digest'], 'Do not use'),
    oversized: failed('REGISTRY_ANSWER_INVALID', ONE, ['the registry', 'too large'], 'the right service'),
    redirect: failed('REGISTRY_ANSWER_INVALID', ONE, ['not valid JSON', ELSEWHERE], 'is a registry'),
    ahead: done(9),
  },
  registryWrites: {
    ...common(writes),
    fails: failed('REGISTRY_UNAVAILABLE', [2, 300], ['cannot push', '500', OUTAGE], 'try again later'),
    truncated: failed('REGISTRY_ANSWER_INVALID', [1, 30], ['the list of referrers'], 'is a registry'),
    wrong: failed('STORE_FAILED', [20, 400], ['does not list it'], 'Attach the bundle again'),
    oversized: failed('REGISTRY_ANSWER_INVALID', [1, 30], ['the registry', 'too large'], 'the right service'),
    redirect: failed('REGISTRY_ANSWER_INVALID', [1, 30], ['307', ELSEWHERE], 'The redirect was not followed'),
    ahead: CLOCK,
  },
  github: {
    ...common(github),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, [github.role], 'GITHUB_API_URL'),
    wrong: failed('SUBJECT_MISMATCH', ONE, ['for another artifact'], 'belongs to another artifact'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, [github.role, 'too large'], 'the right service'),
    redirect: failed('SERVICE_ANSWER_INVALID', ONE, [github.role, ELSEWHERE], 'The token was not sent'),
    ahead: done(1),
  },
  googleKms: {
    ...common(cloud('Google Cloud KMS', 3)),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, ['Google Cloud KMS'], 'Nothing of it was used'),
    wrong: failed('SERVICE_ANSWER_INVALID', [3, 3], ['does not verify'], 'was not used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, ['Google Cloud KMS', 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, ['Google Cloud KMS', ELSEWHERE], 'the reference of the key'),
    ahead: CLOCK,
  },
  googleSts: {
    ...common(cloud('the token service of Google Cloud', 1)),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, ['the token service of Google Cloud'], 'Nothing of it was used'),
    wrong: failed('SERVICE_ANSWER_INVALID', ONE, ['the token service of Google Cloud'], 'Nothing of it was used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, ['the token service of Google Cloud', 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, ['the token service of Google Cloud', ELSEWHERE], 'the credentials of Google Cloud'),
    ahead: CLOCK,
  },
  azureVault: {
    // The first request has no token: its answer says who gives one.
    ...common(cloud('Azure Key Vault', 4)),
    truncated: failed('SERVICE_ANSWER_INVALID', [2, 2], ['Azure Key Vault'], 'Nothing of it was used'),
    wrong: failed('SERVICE_ANSWER_INVALID', [4, 4], ['does not verify'], 'was not used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, ['Azure Key Vault', 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, ['Azure Key Vault', ELSEWHERE], 'the reference of the key'),
    ahead: CLOCK,
  },
  azureLogin: {
    ...common(cloud('the login service of Azure', 1)),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, ['the login service of Azure'], 'Nothing of it was used'),
    wrong: failed('SERVICE_ANSWER_INVALID', ONE, ['the login service of Azure'], 'Nothing of it was used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, ['the login service of Azure', 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, ['the login service of Azure', ELSEWHERE], 'the credentials of Azure'),
    ahead: CLOCK,
  },
  awsKms: {
    ...common(aws('AWS KMS', 2)),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, ['AWS KMS'], 'was not used'),
    wrong: failed('SERVICE_ANSWER_INVALID', [2, 2], ['a signature that verifies'], 'was not used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, ['AWS KMS', 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, ['AWS KMS', ELSEWHERE], 'AWS_ENDPOINT_URL'),
    // Requests are signed for the time of this machine.
    ahead: failed('SERVICE_REFUSED', ONE, ['AWS KMS', 'Signature not yet current'], '10 minutes ahead of the Date header'),
    behind: failed('SERVICE_REFUSED', ONE, ['AWS KMS', 'Signature not yet current'], '10 minutes behind the Date header'),
  },
  awsSts: {
    ...common(aws('AWS STS', 1)),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, ['AWS STS'], 'was not used'),
    wrong: failed('SERVICE_ANSWER_INVALID', ONE, ['credentials that ended at'], 'was not used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, ['AWS STS', 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, ['AWS STS', ELSEWHERE], 'AWS_ENDPOINT_URL'),
    ahead: CLOCK,
  },
  vault: {
    ...common(vault),
    truncated: failed('SERVICE_ANSWER_INVALID', ONE, [vault.role], 'was not used'),
    wrong: failed('SERVICE_ANSWER_INVALID', [2, 2], [vault.role, 'one that does not verify'], 'was not used'),
    oversized: failed('SERVICE_ANSWER_INVALID', ONE, [vault.role, 'too large'], 'the right service'),
    redirect: failed('SERVICE_REFUSED', ONE, [vault.role, ELSEWHERE], 'VAULT_ADDR'),
    ahead: done(2),
  },
} satisfies Record<Service, Record<Fault, Outcome>>;

/** The outcome of one cell, without the narrow types of the table. */
export function outcomeOf(service: Service, fault: Fault): Outcome {
  return OUTCOMES[service][fault];
}
