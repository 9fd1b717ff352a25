import { imagesOf, pinnedImage } from '../../artifacts/index.js';
import { preAuthEncoding } from '../../bundles/index.js';
import { hash } from '../../crypto/index.js';
import type { Run } from '../../run/index.js';
import { IN_TOTO_PAYLOAD_TYPE } from '../../statements/index.js';
import { encodeBase64, encodeHex, isJsonObject, parseJson, type JsonValue } from '../../wire/index.js';
import type { CertificateTexts } from '../certificate-texts.js';
import { KEYLESS_KEY } from '../keyless-source.js';
import { messageOf } from '../subject-message.js';
import type { PlannedSignature, PublishedIn, PublishedText } from './types.js';

interface Known {
  /** Of the certificate; undefined if only keys sign. */
  readonly texts: CertificateTexts | undefined;
  /** API versions of the logs that record the signatures of a key; empty if none does. */
  readonly logVersionsOf: (source: PlannedSignature['source']) => readonly number[];
  /** Whether there is a timestamp authority. */
  readonly stamped: boolean;
}

/**
 * Every text that the run would make readable: what Fulcio writes into the certificate (which is in a public log from its issue on), what
 * the log entries hold, the statements where the log or a registry stores them, and what a registry shows. A text that is made during the
 * run (a signature, a new public key) has no value. A test compares the list with everything that the services hold after a run.
 */
export async function publishedTexts(
  run: Run,
  signatures: readonly PlannedSignature[],
  known: Known,
): Promise<readonly PublishedText[]> {
  const made = signatures.filter(({ done }) => done === undefined);
  const texts: PublishedText[] = [];
  if (made.some(({ source }) => source.key === undefined)) texts.push(...inCertificate(known.texts));
  for (const signature of made) {
    const versions = known.logVersionsOf(signature.source);
    if (versions.length > 0) texts.push(...(await inLogEntry(run, signature, versions)));
    if (known.stamped) texts.push(text('timestamp', 'digest of the signature'), text('timestamp', 'time'));
  }
  for (const { content, repositories, source } of signatures) {
    if (content.kind === 'statement' && (repositories.length > 0 || known.logVersionsOf(source).includes(1)))
      texts.push(...leavesOf(content.payload));
  }
  texts.push(...signatures.flatMap(inRegistry));
  // The digests of all artifacts stand together: a reader looks for a kind of text, not for the order in which entries are made.
  const kinds = Map.groupBy(new Map(texts.map((one) => [JSON.stringify(one), one])).values(), (one) => `${one.in} ${one.name}`);
  return [...kinds.values()].flat();
}

function text(where: PublishedIn, name: string, value?: string): PublishedText {
  return { in: where, name, value };
}

function inCertificate(texts: CertificateTexts | undefined): PublishedText[] {
  if (texts === undefined) return [];
  const { identity, issuer, extensions, isComplete } = texts;
  return [
    text('certificate', 'subject alternative name', identity),
    text('certificate', 'issuer', issuer),
    ...Object.entries(extensions).map(([name, value]) => text('certificate', name, value)),
    ...(isComplete ? [] : [text('certificate', 'texts that the authority derives from the claims of this issuer')]),
    text('certificate', 'public key'),
    text('certificate', 'time'),
  ];
}

/** rekor: `hashedrekord` 0.0.1 and `dsse` 0.0.1 in version 1; only `hashedrekord` 0.0.2 in version 2. */
async function inLogEntry(
  run: Run,
  { content, source }: PlannedSignature,
  versions: readonly number[],
): Promise<readonly PublishedText[]> {
  const { key } = source;
  const { hash: algorithm, details } = key ?? KEYLESS_KEY;
  const entry = (name: string, value?: string): PublishedText => text('log entry', name, value);
  const shared = [
    entry('signature'),
    entry('time'),
    key === undefined ? entry('certificate') : entry('public key', encodeBase64(key.publicKey.spki)),
  ];
  if (content.kind === 'file') {
    const { algorithm: used, digests } = await messageOf(run, content.file, key ?? KEYLESS_KEY);
    return [...kindOf('hashedrekord', versions, details), entry('digest', `${used}:${digests[used] ?? ''}`), ...shared];
  }
  if (versions.includes(2)) {
    const used = algorithm ?? 'sha256';
    const signed = hash(used, preAuthEncoding(IN_TOTO_PAYLOAD_TYPE, content.payload));
    return [...kindOf('hashedrekord', versions, details), entry('digest', `${used}:${encodeHex(signed)}`), ...shared];
  }
  const payload = `sha256:${encodeHex(hash('sha256', content.payload))}`;
  return [...kindOf('dsse', versions, details), entry('digest', payload), entry('digest of the envelope'), ...shared];
}

function kindOf(kind: string, versions: readonly number[], details: string): PublishedText[] {
  return versions.includes(2)
    ? [text('log entry', 'kind', `${kind} 0.0.2`), text('log entry', 'type of the key', details)]
    : [text('log entry', 'kind', `${kind} 0.0.1`)];
}

function inRegistry({ content, subjects, repositories, done }: PlannedSignature): PublishedText[] {
  if (repositories.length === 0) return [];
  const missing = imagesOf(subjects).filter((image) => done?.stored.has(pinnedImage(image)) !== true);
  if (missing.length === 0) return [];
  const entry = (name: string, value?: string): PublishedText => text('registry', name, value);
  const type = content.kind === 'statement' ? predicateTypeOf(content.payload) : undefined;
  return [
    ...repositories.map((one) => entry('repository', one)),
    ...missing.map(({ digest }) => entry('image', digest)),
    ...(type === undefined ? [] : [entry('predicate type', type)]),
    entry('bundle'),
    entry('time'),
  ];
}

function readStatementJson(payload: Uint8Array): JsonValue {
  return parseJson(payload, { maxBytes: payload.length, what: 'the statement' });
}

function predicateTypeOf(payload: Uint8Array): string | undefined {
  const statement = readStatementJson(payload);
  const type = isJsonObject(statement) ? statement['predicateType'] : undefined;
  return typeof type === 'string' ? type : undefined;
}

/** Every text in a statement, with the path of its member. */
function leavesOf(payload: Uint8Array): PublishedText[] {
  const walk = (value: JsonValue, path: string): PublishedText[] => {
    if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((one, index) => walk(one, `${path}[${index}]`));
    if (isJsonObject(value))
      return Object.entries(value).flatMap(([name, one]) =>
        one === undefined ? [] : walk(one, path === '' ? name : `${path}.${name}`),
      );
    return value === '' || value === null ? [] : [text('statement', path, String(value))];
  };
  return walk(readStatementJson(payload), '');
}
