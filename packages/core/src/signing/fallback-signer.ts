import { isUnlogged } from '../crypto/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import { hadTooLittleTime, isOutage } from '../services/index.js';
import type { Run } from '../run/index.js';
import type { CredentialSource } from './credentials.js';
import { fallbackProof } from './fallback-proof.js';
import { fallbackServices } from './fallback-services.js';
import { openSigningContext, signContent } from './make-signature.js';
import type { SignOptions } from './options.js';
import type { DoneSignature, PlannedFallback, PlannedSignature, SigningPlan } from './plan/types.js';
import type { Proven } from './proven.js';
import { finishDone, writeBundle, type Filed } from './store-signatures.js';

/** Signs with the fallback key what keyless signing cannot sign for want of a service. */
export interface FallbackSigner {
  /** Whether the failure of a source lets the fallback key take its place. */
  mayReplace(source: CredentialSource, thrown: unknown): boolean;
  /** From now on the fallback key signs what keyless signing would have signed. */
  begin(thrown: unknown): void;
  /** Makes and writes a signature: keyless, or if that has ended or ends now, with the fallback key. */
  sign(planned: PlannedSignature, keyless: () => Promise<Proven>): Promise<Filed>;
}

/** Undefined if the run has no fallback key. */
export function fallbackSigner(run: Run, options: SignOptions, { fallback, paths }: SigningPlan): FallbackSigner | undefined {
  if (fallback === undefined) return undefined;
  const { source } = fallback;
  let ended: Proven['fallback'];
  let context: ReturnType<typeof openSigningContext> | undefined;
  const attempts = new Set<Promise<Proven>>();
  const mayReplace: FallbackSigner['mayReplace'] = ({ key }, thrown) =>
    key === undefined && isOutage(thrown) && !run.signal.aborted;
  const begin = (thrown: unknown): void => {
    if (ended !== undefined) return;
    const { code, message, found } = asCountersignError(thrown);
    ended = { code, problem: found === undefined ? message : `${message} (${found})` };
    run.emit({ event: 'fallback-key-used', signer: source.name, key: source.key?.publicKey.fingerprint, ...ended });
  };

  /** Whether a signature of an earlier outage lacks a log entry or a time that can perhaps be had now. */
  const lacksProof = ({ logIndexes, hasTime }: DoneSignature): boolean => {
    const isLogged = fallback.transparencyLog === 'required' && source.key !== undefined && !isUnlogged(source.key.details);
    return (isLogged && logIndexes.length === 0) || ((options.signingConfig?.timestampAuthorities.length ?? 0) > 0 && !hasTime);
  };

  /**
   * That the time was used up is no reason by itself: the service may be there. It is the consequence of an outage if another signature that was
   * tried at the same time finds one.
   */
  async function endedMeanwhile(thrown: unknown): Promise<void> {
    if (!hadTooLittleTime(thrown) || run.signal.aborted) throw thrown;
    await Promise.allSettled(attempts);
    if (ended === undefined) throw thrown;
  }

  async function signInstead(planned: PlannedSignature, reason: NonNullable<Proven['fallback']>): Promise<Filed> {
    const path = planned.fallbackPath;
    if (path === undefined) throw new CountersignError('INTERNAL', 'the bundle of the fallback key has no planned path');
    const own = { ...planned, source, signer: fallback?.signer ?? planned.signer, path };
    const done = options.resume === true ? await fallback?.findDone(own) : undefined;
    const keep = (one: DoneSignature): Promise<Filed> => finishDone(run, paths, { ...own, done: { ...one, fallback: reason } });
    if (done !== undefined && !lacksProof(done)) return keep(done);
    context ??= fallbackContext(run, options, fallback);
    const proven = await signContent(context, source, planned);
    if (done !== undefined && !provesMore(proven, done)) return keep(done);
    return writeBundle(run, paths, path, { ...proven, fallback: reason });
  }

  return {
    mayReplace,
    begin,
    async sign(planned, keyless) {
      if (planned.source.key !== undefined) return writeBundle(run, paths, planned.path, await keyless());
      if (ended !== undefined) return signInstead(planned, ended);
      const attempt = keyless();
      attempts.add(attempt);
      let proven: Proven;
      try {
        proven = await attempt;
      } catch (thrown) {
        if (mayReplace(planned.source, thrown)) begin(thrown);
        else await endedMeanwhile(thrown);
        return signInstead(planned, ended ?? { code: 'INTERNAL', problem: '' });
      } finally {
        attempts.delete(attempt);
      }
      return writeBundle(run, paths, planned.path, proven);
    },
  };
}

function fallbackContext(
  run: Run,
  options: SignOptions,
  fallback: PlannedFallback | undefined,
): ReturnType<typeof openSigningContext> {
  if (fallback?.unlogged !== undefined)
    run.emit({ event: 'fallback-without', service: 'the transparency log', problem: fallback.unlogged });
  const services = fallbackServices(run, options, fallback?.transparencyLog ?? 'off');
  const { secondOpinion } = options;
  return openSigningContext(run, services, {
    ...options,
    verify: fallbackProof(options),
    secondOpinion: secondOpinion && {
      prepare: () => undefined,
      ask: async (facts, artifact) =>
        facts.logEntries.length === 0 && options.transparencyLog === 'required'
          ? { kind: 'not-judged', reason: 'it requires a log entry, and this signature of the fallback key has none' }
          : secondOpinion.ask(facts, artifact),
    },
  });
}

/** Whether a new signature has a proof that the earlier one lacks, and lacks none. Of two with the same proofs, the older one proves more. */
function provesMore(now: Proven, earlier: Proven): boolean {
  const logged = now.logIndexes.length - earlier.logIndexes.length;
  const timed = Number(now.hasTime) - Number(earlier.hasTime);
  return logged >= 0 && timed >= 0 && logged + timed > 0;
}
