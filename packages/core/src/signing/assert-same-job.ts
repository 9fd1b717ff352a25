import type { FulcioExtensions } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';

type Extensions = Readonly<Partial<FulcioExtensions>>;

/** Extensions whose values do not contain the URL of the server, which no claim has. */
const WITHOUT_SERVER = ['sourceRepositoryRef', 'sourceRepositoryDigest'] as const satisfies readonly (keyof FulcioExtensions)[];

/**
 * The token for the certificate must be of the job that the statement describes: what can be compared before the certificate is requested.
 * @throws CountersignError SIGNATURE_NOT_PROVEN
 */
export function assertTokenSaysTheSame(texts: Extensions, expected: Extensions): void {
  const comparable = WITHOUT_SERVER.flatMap((name) => (expected[name] === undefined ? [] : [[name, expected[name]] as const]));
  assertSaysTheSame(texts, Object.fromEntries(comparable));
}

/**
 * The certificate must be of the job that the statement describes. Verifiers compare them later, so they are compared before anything is
 * signed.
 * @throws CountersignError SIGNATURE_NOT_PROVEN
 */
export function assertSaysTheSame(certified: Extensions, expected: Extensions): void {
  const different = (Object.entries(expected) as [keyof FulcioExtensions, string][]).find(
    ([name, value]) => certified[name] !== value,
  );
  if (different === undefined) return;
  const [name, value] = different;
  throw new CountersignError(
    'SIGNATURE_NOT_PROVEN',
    `certificate and provenance have different values of ${name}; nothing was signed`,
    {
      expected: value,
      found: certified[name] ?? 'nothing',
      hint: 'Certificate and provenance must be of the same job. Check that the server URL of the job is the one in the certificate.',
    },
  );
}
