import type { Bundle } from '../bundles/index.js';
import type { PublicKey } from '../crypto/index.js';
import {
  readStatement,
  subjectIndex,
  subjectTest,
  type ComputedDigests,
  type Statement,
  type SubjectIndex,
} from '../statements/index.js';
import type { TrustedRoot } from '../trust/index.js';
import type { Thresholds, VerifiedFacts } from './types.js';

/** The facts about an attestation that do not depend on the artifact. */
export type Proof = Pick<VerifiedFacts, 'signer' | 'times' | 'logEntries'>;

/** Everything besides the bundle that a proof depends on. */
interface ProofQuestion {
  readonly root: TrustedRoot | undefined;
  readonly keys: readonly PublicKey[];
  readonly thresholds: Thresholds;
  readonly now: Date;
}

interface ReadStatement {
  readonly statement: Statement;
  readonly subjectsOf: SubjectIndex;
}

/** An attestation that did not verify. Its statement is released; only what is needed to tell whether it is for another artifact is kept. */
interface Rejected {
  readonly question: ProofQuestion;
  readonly error: unknown;
  readonly isAbout: (digests: ComputedDigests) => boolean;
  readonly described: string;
}

type Content = Extract<Bundle['content'], { readonly kind: 'dsse' }>;

/**
 * A cache of verified attestations for one run. An attestation about ten thousand artifacts is read and verified once, so the
 * cost of a run grows with its size and not with its square. Failures are cached too. Signatures of single files are not cached,
 * because each is about one artifact.
 */
export class VerificationMemory {
  /** How many times signature, certificate, log entries and timestamps of a bundle were verified. */
  proofs = 0;
  readonly #statements = new WeakMap<Content, () => ReadStatement>();
  readonly #mentions = new WeakMap<Content, Map<string, boolean>>();
  readonly #proofs = new WeakMap<Bundle, { readonly question: ProofQuestion; readonly proof: Promise<Proof> }[]>();
  readonly #rejected = new WeakMap<Bundle, Rejected[]>();

  /** The statement in the envelope, and its subjects by digest. @throws as `readStatement`, at each call */
  statement(content: Content): ReadStatement {
    let known = this.#statements.get(content);
    if (known === undefined) {
      known = readOnce(content.payload);
      this.#statements.set(content, known);
    }
    return known();
  }

  /** Whether the payload contains a text. */
  mentions(content: Content, text: string): boolean {
    const known = this.#mentions.get(content) ?? new Map<string, boolean>();
    this.#mentions.set(content, known);
    const { buffer, byteOffset, length } = content.payload;
    const found = known.get(text) ?? Buffer.from(buffer, byteOffset, length).includes(text);
    known.set(text, found);
    return found;
  }

  /** The cached failure of an attestation for the same question. */
  rejected(bundle: Bundle, question: ProofQuestion): Rejected | undefined {
    return this.#rejected.get(bundle)?.find((one) => isSame(one.question, question));
  }

  /** The proof of an attestation for this question; computed again if any part of the question differs. */
  async proof(bundle: Bundle, content: Content, question: ProofQuestion, make: () => Promise<Proof>): Promise<Proof> {
    const known = this.#proofs.get(bundle) ?? [];
    this.#proofs.set(bundle, known);
    const same = known.find((one) => isSame(one.question, question));
    if (same !== undefined) return await same.proof;
    this.proofs += 1;
    const proof = make();
    known.push({ question, proof });
    try {
      return await proof;
    } catch (error) {
      const { statement } = this.statement(content);
      const rejected = this.#rejected.get(bundle) ?? [];
      this.#rejected.set(bundle, rejected);
      rejected.push({ question, error, isAbout: subjectTest(statement), described: describeSubjects(statement) });
      // A hostile statement may be many times larger in memory than on disk.
      this.#statements.delete(content);
      throw error;
    }
  }
}

function readOnce(payload: Uint8Array): () => ReadStatement {
  try {
    const statement = readStatement(payload);
    const read = { statement, subjectsOf: subjectIndex(statement) };
    return () => read;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Name and digests of the first subjects, for a message. */
export function describeSubjects({ subjects }: Statement): string {
  return subjects
    .slice(0, 5)
    .map(({ name, digest }) => {
      const digests = Object.entries(digest).map((pair) => pair.join(':'));
      return `${name || 'unnamed'} (${digests.join(', ')})`;
    })
    .join('; ')
    .slice(0, 500);
}

function isSame(a: ProofQuestion, b: ProofQuestion): boolean {
  return (
    a.root === b.root &&
    a.now.getTime() === b.now.getTime() &&
    a.keys.length === b.keys.length &&
    a.keys.every((key, index) => key.details === b.keys[index]?.details && key.fingerprint === b.keys[index]?.fingerprint) &&
    a.thresholds.logEntries === b.thresholds.logEntries &&
    a.thresholds.timestamps === b.thresholds.timestamps &&
    a.thresholds.scts === b.thresholds.scts &&
    a.thresholds.times === b.thresholds.times
  );
}
