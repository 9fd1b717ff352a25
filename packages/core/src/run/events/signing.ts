import { kind } from './kind.js';

/** From the identity token to the stored bundle. */
export const SIGNING = {
  'to-sign': kind({
    when: 'the artifacts and keys are known: so many signatures will be made',
    must: ['count'],
    may: [],
    level: 'debug',
    text: ({ count }) => `${String(count)} ${count === 1 ? 'signature' : 'signatures'} to make`,
  }),
  'token-taken': kind({
    when: 'an identity token was taken and its claims were checked; the token itself is never printed',
    must: ['issuer', 'audience', 'expires'],
    may: [],
    level: 'debug',
    text: ({ issuer, audience }) => `identity token of ${issuer ?? 'an unknown issuer'} for ${audience}`,
  }),
  'source-of-workflow': kind({
    when: 'provenance is written in a run of an event whose runs often build other code than the commit that their token names',
    must: ['trigger'],
    may: [],
    level: 'warn',
    text: ({ trigger }) =>
      `the event ${trigger} started this run: the commit in the provenance is the one of the workflow; code that the run took from a pull request, a fork or another run is not recorded`,
  }),
  'token-ends': kind({
    when: 'the identity token cannot be renewed and ends before a second certificate would be requested; `count` is there if so many signatures may need one',
    must: ['expires'],
    may: ['count'],
    level: ({ count }) => (count === undefined ? 'info' : 'warn'),
    text: ({ expires, count }) =>
      `the identity token ends at ${expires} and cannot be renewed: this run gets one certificate` +
      (count === undefined ? '' : `, and ${String(count)} signatures may take longer than it is valid; sign in several jobs`),
  }),
  'certificate-issued': kind({
    when: 'the certificate authority issued the certificate of this run',
    must: ['signer', 'issuer', 'expires', 'durationMs'],
    may: [],
    level: 'info',
    text: ({ signer }) => `certificate for ${signer ?? 'an unknown signer'}`,
  }),
  unlogged: kind({
    when: 'the run signs without a transparency log',
    must: ['count'],
    may: [],
    level: 'warn',
    text: ({ count }) =>
      count > 0
        ? 'transparency-log is off: these signatures are recorded in no public log'
        : 'transparency-log is off and there is no timestamp authority: these signatures are recorded in no public log and prove no time',
  }),
  'timestamp-only': kind({
    when: 'a key is of a kind whose signatures no transparency log records (ML-DSA): they are only timestamped, also where the run uses a log',
    must: ['signer', 'problem'],
    may: [],
    level: 'warn',
    text: ({ signer, problem }) => `${problem}: those of ${signer ?? 'this key'} are only timestamped`,
  }),
  'signed-again': kind({
    when: 'a signature cannot be used, and another one is made: a log has it but its entry cannot be read, or its certificate expired before it was logged',
    must: ['signer', 'problem'],
    may: [],
    level: 'debug',
    text: ({ problem }) => `${problem}; signing again`,
  }),
  'fallback-key-used': kind({
    when: 'keyless signing lacks a service: from now on the fallback key signs, once per run; `code` and `problem` are of that service',
    must: ['signer', 'key', 'code', 'problem'],
    may: [],
    level: 'warn',
    text: ({ signer, problem }) =>
      `keyless signing is not possible, the fallback key ${signer ?? ''} signs instead: ${problem}. Verifiers accept it only where their policy lists this key`,
  }),
  'fallback-without': kind({
    when: 'signatures of the fallback key lack a log entry or a timestamp, because that service is away too or may not be used; once per service and run',
    must: ['service', 'problem'],
    may: ['code'],
    level: 'warn',
    text: ({ service, problem }) => `signatures of the fallback key are made without ${service}: ${problem}`,
  }),
  'fallback-key-away': kind({
    when: 'the service of the fallback key does not answer when the run begins: this run has no fallback',
    must: ['code', 'problem'],
    may: [],
    level: 'warn',
    text: ({ problem }) => `this run has no fallback key: ${problem}`,
  }),
  'entry-found': kind({
    when: 'the same signature was already logged: the existing entry was read, compared with what was sent, and is used; the bundle of it is verified like any other',
    must: ['log', 'logIndex'],
    may: [],
    level: 'info',
    text: ({ log, logIndex }) => `already logged by ${log} at index ${logIndex ?? 'unknown'}; using this entry`,
  }),
  logged: kind({
    when: 'a transparency log recorded the signature; this is public from now on, whatever follows',
    must: ['log', 'logIndex'],
    may: [],
    level: 'debug',
    text: ({ log, logIndex }) => `logged by ${log} at index ${logIndex ?? 'unknown'}`,
  }),
  timestamped: kind({
    when: 'a timestamp over the new signature was verified',
    must: ['artifact', 'authority', 'at'],
    may: [],
    level: 'debug',
    text: ({ artifact, authority, at }) => `timestamp of ${authority} for ${artifact}: ${at}`,
  }),
  signed: kind({
    when: 'a signature was made, and proven under the trusted root',
    must: ['artifact', 'subjects', 'signer', 'key', 'durationMs'],
    may: ['digest', 'issuer', 'logIndex', 'alreadyLogged'],
    level: 'info',
    // A key is named: where several sign, the lines would be the same. A certificate, which has an issuer, was named when it was issued.
    text: ({ artifact, signer, issuer, alreadyLogged }) =>
      `signed ${artifact}${issuer === undefined ? ` with ${signer ?? ''}` : ''}${alreadyLogged === true ? '; its signature was already logged' : ''}`,
  }),
  'already-signed': kind({
    when: 'with `resume`: a signature of an earlier run was verified; no other one is made',
    must: ['artifact', 'signer'],
    may: [],
    level: 'info',
    text: ({ artifact, signer }) => `already signed: ${artifact} (${signer ?? ''})`,
  }),
  'no-second-opinion': kind({
    when: "Sigstore's own verifier cannot judge a new signature; ours has verified it. Each reason is reported once per run",
    must: ['problem'],
    may: [],
    level: 'info',
    text: ({ problem }) => `not judged by Sigstore's own verifier: ${problem}`,
  }),
  written: kind({
    when: 'a bundle file was written',
    must: ['artifact', 'path'],
    may: [],
    level: 'debug',
    text: ({ artifact, path }) => `wrote the bundle of ${artifact} to ${path}`,
  }),
  pushed: kind({
    when: 'a registry took the manifest of a bundle; whether the registry lists it is checked next',
    must: ['artifact', 'digest', 'reference'],
    may: [],
    level: 'debug',
    text: ({ reference }) => `pushed ${reference}`,
  }),
  stored: kind({
    when: 'a bundle is in the registry, and listed with its image',
    must: ['artifact', 'digest', 'reference'],
    may: [],
    level: 'info',
    text: ({ reference }) => `stored ${reference}`,
  }),
  'not-stored': kind({
    when: 'a bundle could not be stored with its image; its file is kept',
    must: ['artifact', 'code', 'problem', 'path'],
    may: [],
    level: 'warn',
    text: ({ problem, path }) => `${problem}; the bundle is kept in ${path}, from where a run with resume stores it`,
  }),
} as const;
