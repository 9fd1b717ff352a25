import type { HashAlgorithm } from '../crypto/index.js';
import type { Run } from '../run/index.js';
import type { TrustedRoot } from '../trust/index.js';
import type { ArtifactInput, VerifiedBundle } from '../verification/index.js';
import { NotJudged, type SecondOpinionOptions } from './opinion.js';
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

/** What it is known to get wrong by itself (docs/explain/architecture.md): asked, it would refuse what is good. */
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
