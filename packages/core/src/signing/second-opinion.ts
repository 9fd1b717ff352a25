import type { HashAlgorithm } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { TrustedRoot } from '../trust/index.js';
import type { ArtifactInput, VerifiedBundle } from '../verification/index.js';
import type { SigstoreJudge } from './sigstore-judge.js';

/** What Sigstore's own verifier says of a bundle that ours accepted. */
export type Opinion = { readonly kind: 'agrees' } | { readonly kind: 'not-judged'; readonly reason: string };

/** @throws CountersignError VERIFIERS_DISAGREE */
export type AskOpinion = (facts: VerifiedBundle, artifact: ArtifactInput) => Promise<Opinion>;

export interface SecondOpinion {
  /** Loads the verifier and its trust, which takes a moment, while signatures are in the making. Never rejects. */
  prepare(): void;
  readonly ask: AskOpinion;
}

export interface SecondOpinionOptions {
  readonly root: TrustedRoot;
  /** The trusted_root.json that `root` was read from. */
  readonly document: Uint8Array;
  /** The TUF repository that it came from: the verifier gets its trust there by itself. Absent for a root that was given. */
  readonly tuf: TufSource | undefined;
  readonly transparencyLog: 'required' | 'off';
  /** False only for private instances without a certificate log. Default true. */
  readonly requireSct?: boolean | undefined;
  /** Makes an empty folder that nobody else can write to: the TUF client believes what it finds in its cache. It is removed again. */
  readonly makeFolder: () => string;
}

export interface TufSource {
  readonly url: string;
  /** The root that the chain of trust starts from; absent where the verifier brings its own (the public-good instance). */
  readonly anchor: (() => Promise<Uint8Array>) | undefined;
}

/** The verifier has no word on this bundle; the reason is for people. */
export class NotJudged extends Error {
  override readonly name = 'NotJudged';
}

/**
 * Sigstore's own verifier as a second judge of new signatures: it is written by others, so it finds what both our signing and our
 * verification misread. Its refusal of what we accepted fails the signing; what it can't judge is said, and fails nothing.
 * It is loaded once and judges in process.
 */
export function secondOpinion(run: Run, options: SecondOpinionOptions): SecondOpinion {
  let loading: Promise<SigstoreJudge> | undefined;
  const load = (): Promise<SigstoreJudge> => {
    loading ??= import('./sigstore-judge.js').then(({ openJudge }) => openJudge(run, options));
    return loading;
  };
  const said = new Set<string>();
  return {
    prepare() {
      load().catch(() => undefined);
    },
    async ask(facts, artifact) {
      try {
        refuseUnjudgeable(facts, options.root);
        (await load())(facts, artifact);
        return { kind: 'agrees' };
      } catch (thrown) {
        if (!(thrown instanceof NotJudged)) throw thrown;
        const reason = thrown.message;
        // A thousand files have one reason.
        if (!said.has(reason)) run.emit({ event: 'no-second-opinion', problem: reason });
        said.add(reason);
        return { kind: 'not-judged', reason };
      }
    },
  };
}

/** What it is known to get wrong by itself (docs/architecture.md): asked, it would refuse what is good. */
function refuseUnjudgeable({ bundle, signer, logEntries, times, claim }: VerifiedBundle, root: TrustedRoot): void {
  const key = signer.kind === 'key' ? signer.key : signer.certificate.publicKey;
  if (key.hash === undefined && (claim.kind === 'file-message' || claim.kind === 'image-text'))
    throw new NotJudged('it does not check Ed25519 signatures over files');
  if (!isSha256(key.hash)) throw new NotJudged(`it checks keys like this one (${key.details}) with SHA-256 only`);
  if (logEntries.length < bundle.logEntries.length)
    throw new NotJudged(
      'it refuses a bundle with a log entry that does not count, such as one of a log that the trusted root lacks',
    );
  const stamps = times.filter(({ kind }) => kind === 'timestamp-authority').length;
  if (stamps < bundle.timestamps.length)
    throw new NotJudged(
      'it refuses a bundle with a timestamp that does not count, such as one of an authority that the trusted root lacks',
    );
  const logs = root.transparencyLogs.filter(({ logId }) => logEntries.some((entry) => entry.logId === logId));
  const others = [...logs, ...(signer.kind === 'certificate' ? root.certificateLogs : [])];
  const other = others.find((log) => !isSha256(log.key.hash));
  if (other !== undefined) throw new NotJudged(`it checks the key of ${other.baseUrl} (${other.key.details}) with SHA-256 only`);
}

/** Pure Ed25519 has no hash, and Node none to choose. */
const isSha256 = (hash: HashAlgorithm | undefined): boolean => hash === undefined || hash === 'sha256';

/** Two verifiers of one specification contradict each other about a signature that was just made. */
export function disagreement(reason: string): CountersignError {
  return new CountersignError('VERIFIERS_DISAGREE', "Sigstore's own verifier refuses the new signature.", {
    expected: 'two verifiers that both accept it',
    found: reason,
    hint: 'Others would refuse it too. Check that trusted root and signing config belong to the same Sigstore instance; otherwise report it to us.',
  });
}
