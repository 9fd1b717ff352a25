import { digestText, subjectLabel, type FileSubject, type Subject } from '../artifacts/index.js';
import { buildBundle, preAuthEncoding, type Bundle } from '../bundles/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { SignInput } from '../keys/index.js';
import { DuplicateEntry, type LogRequest, type SigstoreServices, type Witnessed } from '../services/index.js';
import { IN_TOTO_PAYLOAD_TYPE } from '../statements/index.js';
import { decodeHex, equalBytes } from '../wire/index.js';
import type { ArtifactInput, VerifiedBundle } from '../verification/index.js';
import type { CredentialSource, Credential } from './credentials.js';
import type { Prove, SignOptions } from './options.js';
import type { WorkItem } from './plan/types.js';
import type { Proven } from './proven.js';
import type { SecondOpinion } from './second-opinion.js';
import { messageOf } from './subject-message.js';

/** What all signatures of a run share. */
interface SigningContext {
  readonly run: Run;
  readonly services: SigstoreServices;
  readonly prove: Prove;
  readonly secondOpinion?: SecondOpinion | undefined;
}

/** What all signatures of a run share. Starts to load the second verifier, which takes a moment. */
export function openSigningContext(run: Run, services: SigstoreServices, { verify, secondOpinion }: SignOptions): SigningContext {
  secondOpinion?.prepare();
  return { run, services, prove: verify, secondOpinion };
}

/** Makes a bundle over a file or a statement. */
export function signContent(
  context: SigningContext,
  source: CredentialSource,
  { content, subjects }: Pick<WorkItem, 'content' | 'subjects'>,
): Promise<Proven> {
  return content.kind === 'file'
    ? signMessage(context, source, content.file)
    : signStatement(context, source, content.payload, subjects);
}

/** Makes a message-signature bundle over one file. */
async function signMessage(context: SigningContext, source: CredentialSource, subject: FileSubject): Promise<Proven> {
  return inTime(context, source, async (credential) => {
    const { input, algorithm, digests } = await messageOf(context.run, subject, credential.signer);
    const value = decodeHex(digests[algorithm] ?? '', 'digest');
    const witnessed = await signAndWitness(context, credential, input, { kind: 'message', digest: value });
    const content = { kind: 'message', digest: { algorithm, value }, signature: witnessed.signature } as const;
    return finish(context, credential, content, witnessed, [subject], {
      digests,
      ...(input.kind === 'message' ? { bytes: input.message } : {}),
    });
  });
}

/** Makes a DSSE bundle over a statement about one or more subjects. */
export async function signStatement(
  context: SigningContext,
  source: CredentialSource,
  payload: Uint8Array,
  subjects: readonly Subject[],
): Promise<Proven> {
  const [first] = subjects;
  if (first === undefined) throw new CountersignError('INTERNAL', 'the statement to sign has no subjects');
  const pae = preAuthEncoding(IN_TOTO_PAYLOAD_TYPE, payload);
  const logged = { kind: 'dsse', payloadType: IN_TOTO_PAYLOAD_TYPE, payload, pae } as const;
  return inTime(context, source, async (credential) => {
    const witnessed = await signAndWitness(context, credential, { kind: 'message', message: pae }, logged);
    const content = {
      kind: 'dsse',
      payloadType: IN_TOTO_PAYLOAD_TYPE,
      payload,
      signature: witnessed.signature,
      keyid: '',
    } as const;
    return finish(context, credential, content, witnessed, subjects, { digests: first.digests });
  });
}

/**
 * Signs with the current credential. If a service was away so long that the certificate expired before the signature was logged, it does
 * not verify, and is made once more with a new certificate.
 */
async function inTime(
  { run }: SigningContext,
  source: CredentialSource,
  work: (credential: Credential) => Promise<Proven>,
): Promise<Proven> {
  const credential = await source.current();
  try {
    return await work(credential);
  } catch (error) {
    const late = error instanceof CountersignError && error.code === 'SIGNATURE_NOT_PROVEN' && source.hasEnded(credential);
    if (!late) throw error;
    run.emit({ event: 'signed-again', signer: source.name, problem: 'the certificate expired before the signature was logged' });
    return work(await source.current());
  }
}

interface WitnessedSignature extends Witnessed {
  readonly signature: Uint8Array;
  readonly durationMs: number;
}

const SIGNING_ATTEMPTS = 3;

/**
 * Signs, and requests log entry and timestamp. If the response of a log is lost, the same signature is a duplicate when it is sent
 * again, and its entry is used. If that entry cannot be read, a new signature is made, if the key makes a different one each time.
 */
async function signAndWitness(
  { run, services }: SigningContext,
  { signer, verifier }: Credential,
  input: SignInput,
  content: LogRequest['content'],
): Promise<WitnessedSignature> {
  const started = run.clock().getTime();
  let last: Uint8Array | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const signature = await signer.sign(input);
    try {
      const witnessed = await services.witness({
        content,
        signature,
        verifier,
        key: { details: signer.details, hash: signer.hash },
      });
      return { ...witnessed, signature, durationMs: run.clock().getTime() - started };
    } catch (error) {
      const duplicate = error instanceof CountersignError && error.cause instanceof DuplicateEntry;
      const same = last !== undefined && equalBytes(last, signature);
      if (!duplicate || same || attempt === SIGNING_ATTEMPTS) throw error;
      run.emit({
        event: 'signed-again',
        signer: signer.name,
        problem: 'the log has this signature, and its entry cannot be read',
      });
      last = signature;
    }
  }
}

/** Builds the bundle and verifies it; only a bundle that verifies is returned. */
async function finish(
  context: SigningContext,
  credential: Credential,
  content: Bundle['content'],
  { logEntries, alreadyLogged, timestamps, durationMs }: WitnessedSignature,
  subjects: readonly Subject[],
  artifact: ArtifactInput,
): Promise<Proven> {
  const { run } = context;
  const label = subjects.map(subjectLabel).join(', ');
  let built: ReturnType<typeof buildBundle>;
  let facts: VerifiedBundle;
  try {
    built = buildBundle({ material: credential.material, content, logEntries, timestamps });
    facts = await context.prove(built.bundle, artifact, credential.expected);
    assertSame(content, built.bundle);
  } catch (thrown) {
    throw notProven(label, asCountersignError(thrown));
  }
  const signer = describeSigner(credential, facts);
  const logIndexes = built.bundle.logEntries.map(({ logIndex }) => logIndex);
  const secondOpinion = await context.secondOpinion?.ask(facts, artifact);
  for (const { kind, authority, time } of facts.times) {
    if (kind === 'timestamp-authority') run.emit({ event: 'timestamped', artifact: label, authority, at: time.toISOString() });
  }
  const [subject, ...others] = subjects;
  run.emit({
    event: 'signed',
    artifact: label,
    digest: others.length === 0 ? subject && digestText(subject) : undefined,
    subjects: subjects.length,
    signer: signer.identity ?? signer.name,
    issuer: signer.issuer,
    key: signer.fingerprint,
    logIndex: logIndexes[0]?.toString(),
    alreadyLogged,
    durationMs,
  });
  return {
    subjects,
    serialized: built.serialized,
    signer,
    logIndexes,
    hasTime: facts.times.length > 0,
    alreadyLogged,
    secondOpinion,
  };
}

function notProven(label: string, cause: CountersignError): CountersignError {
  return new CountersignError(
    'SIGNATURE_NOT_PROVEN',
    `the new signature of ${label} does not verify (${cause.code}), so it was discarded`,
    {
      expected: cause.expected ?? 'a signature that verifies under the trusted root',
      found: `${cause.message}${cause.found === undefined ? '' : ` (found: ${cause.found})`}`,
      hint: 'Check that trusted root and signing config are of the same Sigstore instance, and that the clock of this machine is right.',
      cause,
    },
  );
}

/** The bundle must contain exactly what we signed: a statement was verified for its first subject only. */
function assertSame(content: Bundle['content'], { content: built }: Bundle): void {
  const same =
    equalBytes(content.signature, built.signature) &&
    (content.kind === 'message' || (built.kind === 'dsse' && equalBytes(content.payload, built.payload)));
  if (!same) throw new CountersignError('INTERNAL', 'the bundle does not contain what was signed');
}

function describeSigner({ signer, certificate }: Credential, { signer: proven }: VerifiedBundle): Proven['signer'] {
  const { fingerprint } = signer.publicKey;
  if (proven.kind === 'key')
    return {
      name: signer.name,
      identity: undefined,
      issuer: undefined,
      fingerprint: proven.key.fingerprint,
      ...(signer.version === undefined ? {} : { version: signer.version }),
    };
  if (certificate === undefined) throw new CountersignError('INTERNAL', 'a signature with a key was verified with a certificate');
  return { name: signer.name, identity: proven.identity, issuer: proven.issuer, fingerprint };
}
