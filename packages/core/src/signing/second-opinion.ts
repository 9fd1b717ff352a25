import { KEY_DETAILS, type HashAlgorithm } from '../crypto/index.js';
import type { Run } from '../run/index.js';
import type { TrustedRoot } from '../trust/index.js';
import type { ArtifactInput, VerifiedBundle } from '../verification/index.js';
import { NotJudged, type SecondOpinionOptions } from './opinion.js';
import type { SigstoreJudge } from './sigstore-judge.js';

/** The result of Sigstore's own verifier for a bundle that ours accepted. */
export type Opinion = { readonly kind: 'agrees' } | { readonly kind: 'not-judged'; readonly reason: string };

/** @throws CountersignError VERIFIERS_DISAGREE */
type AskOpinion = (facts: VerifiedBundle, artifact: ArtifactInput) => Promise<Opinion>;

export interface SecondOpinion {
  /** Starts to load the verifier and its trusted root, which takes a moment. Does not throw. */
  prepare(): void;
  readonly ask: AskOpinion;
}

/**
 * Sigstore's own verifier as a second check of new signatures. It has other authors, so it finds mistakes that our signing and our
 * verification have in common. If it rejects a signature, signing fails; if it cannot judge a signature, that is logged, and signing
 * continues. It is loaded once and runs in this process.
 */
export function secondOpinion(run: Run, options: SecondOpinionOptions): SecondOpinion {
  let loading: Promise<SigstoreJudge> | undefined;
  const load = (): Promise<SigstoreJudge> => {
    loading ??= import('./sigstore-judge.js').then(({ openJudge }) => openJudge(run, options));
    return loading;
  };
  const logged = new Set<string>();
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
        // Logged once per reason, not once per file.
        if (!logged.has(reason)) run.emit({ event: 'no-second-opinion', problem: reason });
        logged.add(reason);
        return { kind: 'not-judged', reason };
      }
    },
  };
}

/** Bundles that it is known to reject although they are valid (docs/explain/architecture.md) are not given to it. */
function refuseUnjudgeable({ bundle, signer, logEntries, times, claim }: VerifiedBundle, root: TrustedRoot): void {
  const key = signer.kind === 'key' ? signer.key : signer.certificate.publicKey;
  if (key.hash === undefined && (claim.kind === 'file-message' || claim.kind === 'image-text'))
    throw new NotJudged(`it does not check signatures by ${key.details} keys over files`);
  if (KEY_DETAILS[key.details].scheme === 'rsa-pss') throw new NotJudged('it checks RSA signatures with PKCS #1 v1.5 only');
  if (!isSha256(key.hash)) throw new NotJudged(`it checks keys like this one (${key.details}) with SHA-256 only`);
  if (logEntries.length < bundle.logEntries.length)
    throw new NotJudged(
      'it rejects a bundle with a log entry that does not count, such as one of a log that is not in the trusted root',
    );
  const stamps = times.filter(({ kind }) => kind === 'timestamp-authority').length;
  if (stamps < bundle.timestamps.length)
    throw new NotJudged(
      'it rejects a bundle with a timestamp that does not count, such as one of an authority that is not in the trusted root',
    );
  const logs = root.transparencyLogs.filter(({ logId }) => logEntries.some((entry) => entry.logId === logId));
  const others = [...logs, ...(signer.kind === 'certificate' ? root.certificateLogs : [])];
  const other = others.find((log) => !isSha256(log.key.hash));
  if (other !== undefined) throw new NotJudged(`it checks the key of ${other.baseUrl} (${other.key.details}) with SHA-256 only`);
}

/** Also true for pure Ed25519 and ML-DSA, which have no hash. */
const isSha256 = (hash: HashAlgorithm | undefined): boolean => hash === undefined || hash === 'sha256';
