import pLimit from 'p-limit';
import { imagesOf } from '../../artifacts/index.js';
import { SIGSTORE_AUDIENCE, type Claims, type TokenSource } from '../../ci/index.js';
import { asCountersignError, CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { assertTokenSaysTheSame } from '../assert-same-job.js';
import { planBundlePaths } from '../bundle-paths.js';
import { certificateTexts, type CertificateTexts } from '../certificate-texts.js';
import { openCredentials, type CredentialSource } from '../credentials.js';
import { isOutage, type SigstoreServices } from '../../services/index.js';
import { fallbackProof } from '../fallback-proof.js';
import { KEYLESS_KEY } from '../keyless-source.js';
import type { SignOptions } from '../options.js';
import { checkContents, refuseSameKey } from './check-contents.js';
import { checkDestinations } from './check-destinations.js';
import { checkPushes, repositoriesOf } from './check-pushes.js';
import { doneFinder } from './find-done.js';
import { openFallback } from './plan-fallback.js';
import { publicRefusal } from './public-refusal.js';
import { publishedTexts } from './published-texts.js';
import type { PlannedSignature, PlannedSigner, SigningPlan, SigningWork } from './types.js';

/** Number of artifacts whose earlier signatures are searched for at the same time. */
const SEARCHES_AT_ONCE = 8;

/**
 * Everything that can be known before the first certificate and log entry, which are public for ever. All pieces that sign go through
 * here: they name their work, and everything that this function rejects has left no trace in any log. Local checks come first, then the
 * identity token, then the registries.
 * @throws CountersignError INPUT_*, SUBJECT_DUPLICATE, STORE_FAILED, KEY_*, SIGNING_CONFIG_INVALID, TOKEN_*, REGISTRY_*,
 *   PUBLIC_NOT_CONFIRMED unless `dryRun`
 */
export async function planSignatures(
  run: Run,
  options: SignOptions,
  work: SigningWork,
  tokens: TokenSource,
): Promise<SigningPlan> {
  const { sources, services } = await openCredentials(run, options, tokens, {
    count: work.items.length,
    required: work.certificate,
  });
  refuseSameKey(sources);
  const fallback = await openFallback(run, options, tokens, sources);
  if (fallback !== undefined) checkContents(work, [fallback], services.logVersionsOf);
  checkContents(work, sources, services.logVersionsOf);
  const places = work.items.map(({ place }) => place);
  const paths = planBundlePaths(run, options, places, sources, work.subjects, fallback);
  checkDestinations(run, paths, places.length * sources.length);
  const keyless = sources.some(({ key }) => key === undefined);
  const isPublic = options.isPublic && (keyless || sources.some((source) => logVersionsOf(services, source).length > 0));
  const mustKnow = isPublic && options.confirmPublic !== true;
  const mayFallBack = fallback !== undefined && !(mustKnow && sources.some(({ key }) => key !== undefined));
  const { claims, away } = await claimsUnlessAway(() => claimsOf(tokens, keyless, mustKnow), mayFallBack);
  const texts = claims === undefined || !keyless ? undefined : certificateTexts(run, claims);
  if (texts !== undefined) assertTokenSaysTheSame(texts.extensions, work.certificate ?? {});
  if (work.push !== undefined) await checkPushes(imagesOf(work.subjects), work.push);
  const all = work.items.flatMap(({ subjects, label, content }, place) =>
    sources.map((source, index): PlannedSignature => ({
      subjects,
      label,
      content,
      source,
      signer: signerOf(source, texts),
      path: paths.of(place, index),
      ...(fallback === undefined || source.key !== undefined ? {} : { fallbackPath: paths.of(place, sources.length) }),
      keepsFile: work.push?.keepFiles ?? true,
      repositories: work.push === undefined ? [] : repositoriesOf(imagesOf(subjects), work.push.repository),
      isLogged: logVersionsOf(services, source).length > 0,
      done: undefined,
    })),
  );
  const findDone = doneFinder(run, options, work.push, { claims, texts, required: work.certificate });
  const signatures =
    options.resume === true
      ? await pLimit(SEARCHES_AT_ONCE).map(all, async (planned) => ({ ...planned, done: await findDone(planned) }))
      : all;
  const isNew = signatures.some(({ done }) => done === undefined);
  const refusal = isPublic && isNew && options.confirmPublic !== true ? publicRefusal(claims, texts) : undefined;
  if (refusal !== undefined && options.dryRun !== true) throw refusal;
  return {
    signatures,
    signers: sources.map((source) => signerOf(source, texts)),
    fallback: fallback && {
      source: fallback,
      signer: signerOf(fallback, undefined),
      transparencyLog: away !== undefined && mustKnow ? 'off' : options.transparencyLog,
      unlogged: away !== undefined && mustKnow ? VISIBILITY_UNKNOWN : undefined,
      cause: away,
      findDone: doneFinder(run, { verify: fallbackProof(options) }, work.push, { claims: undefined, texts: undefined }),
    },
    urls: services.urls,
    isPublic,
    published:
      options.dryRun === true
        ? await publishedTexts(run, signatures, {
            texts,
            logVersionsOf: (source) => logVersionsOf(services, source),
            stamped: services.urls.timestamps.length > 0,
          })
        : [],
    refusal,
    services,
    sources,
    paths,
    work,
  };
}

const VISIBILITY_UNKNOWN =
  'without a token it is not known whether the repository is private, so nothing is published; with confirm-public: true it is logged';

/** The claims, or the error of a token service that is away, if a fallback key can sign without them. */
async function claimsUnlessAway(
  take: () => Promise<Claims | undefined>,
  mayFallBack: boolean,
): Promise<{ readonly claims: Claims | undefined; readonly away: CountersignError | undefined }> {
  try {
    return { claims: await take(), away: undefined };
  } catch (thrown) {
    if (!mayFallBack || !isOutage(thrown)) throw thrown;
    return { claims: undefined, away: asCountersignError(thrown) };
  }
}

/**
 * The claims of the token for the certificate. A run that only uses keys takes the token only to learn whether the repository is private.
 * If the job has none, nothing that it publishes names the repository, so it goes on; a token that cannot be taken or read is not none.
 */
async function claimsOf(tokens: TokenSource, keyless: boolean, mustKnowVisibility: boolean): Promise<Claims | undefined> {
  if (keyless) return (await tokens.get(SIGSTORE_AUDIENCE)).claims;
  if (!mustKnowVisibility || tokens.isAbsent === true) return undefined;
  try {
    return (await tokens.get(SIGSTORE_AUDIENCE)).claims;
  } catch (thrown) {
    const cause = asCountersignError(thrown);
    const needed =
      'Only the token says whether the repository is private. With confirm-public: true, signing with a key needs no token.';
    throw new CountersignError(cause.code, `${cause.message}; nothing was signed`, {
      expected: cause.expected,
      found: cause.found,
      hint: cause.hint === undefined ? needed : `${cause.hint}\n${needed}`,
      cause,
    });
  }
}

function logVersionsOf(services: SigstoreServices, { key }: CredentialSource): readonly number[] {
  return services.logVersionsOf((key ?? KEYLESS_KEY).details);
}

function signerOf({ name, key }: CredentialSource, texts: CertificateTexts | undefined): PlannedSigner {
  const isKey = key !== undefined;
  return {
    name,
    identity: isKey ? undefined : texts?.identity,
    issuer: isKey ? undefined : texts?.issuer,
    fingerprint: key?.publicKey.fingerprint,
    ...(key?.version === undefined ? {} : { version: key.version }),
  };
}
