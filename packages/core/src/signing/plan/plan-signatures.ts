import pLimit from 'p-limit';
import { imagesOf } from '../../artifacts/index.js';
import { SIGSTORE_AUDIENCE, type Claims, type TokenSource } from '../../ci/index.js';
import { asCountersignError, CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { assertTokenSaysTheSame } from '../assert-same-job.js';
import { planBundlePaths } from '../bundle-paths.js';
import { certificateTexts, type CertificateTexts } from '../certificate-texts.js';
import { openCredentials, type CredentialSource } from '../credentials.js';
import type { SigstoreServices } from '../../services/index.js';
import { KEYLESS_KEY } from '../keyless-source.js';
import type { SignOptions } from '../options.js';
import { checkContents, refuseSameKey } from './check-contents.js';
import { checkDestinations } from './check-destinations.js';
import { checkPushes, repositoriesOf } from './check-pushes.js';
import { doneFinder } from './find-done.js';
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
  checkContents(work, sources, services.logVersionsOf);
  const places = work.items.map(({ place }) => place);
  const paths = planBundlePaths(run, options, places, sources, work.subjects);
  checkDestinations(run, paths, places.length * sources.length);
  const keyless = sources.some(({ key }) => key === undefined);
  const isPublic = options.isPublic && (keyless || sources.some((source) => logVersionsOf(services, source).length > 0));
  const claims = await claimsOf(tokens, keyless, isPublic && options.confirmPublic !== true);
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
  };
}
