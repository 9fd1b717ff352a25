import { decodeUtf8, derFail, derUtf8, parseDer, type DerNode } from '../wire/index.js';
import type { FulcioExtensions } from './types.js';

/** OID arc of Fulcio's extensions (fulcio/docs/oid-info.md). */
export const FULCIO_ARC = '1.3.6.1.4.1.57264.1';

type Field = keyof FulcioExtensions;

/** The extension value is the text itself. */
const RAW: Readonly<Record<string, Field>> = {
  '1': 'issuer',
  '2': 'githubWorkflowTrigger',
  '3': 'githubWorkflowSha',
  '4': 'githubWorkflowName',
  '5': 'githubWorkflowRepository',
  '6': 'githubWorkflowRef',
};

/** The extension value is a DER UTF8String. */
const DER: Readonly<Record<string, Field>> = {
  '8': 'issuer',
  '9': 'buildSignerUri',
  '10': 'buildSignerDigest',
  '11': 'runnerEnvironment',
  '12': 'sourceRepositoryUri',
  '13': 'sourceRepositoryDigest',
  '14': 'sourceRepositoryRef',
  '15': 'sourceRepositoryIdentifier',
  '16': 'sourceRepositoryOwnerUri',
  '17': 'sourceRepositoryOwnerIdentifier',
  '18': 'buildConfigUri',
  '19': 'buildConfigDigest',
  '20': 'buildTrigger',
  '21': 'runInvocationUri',
  '22': 'sourceRepositoryVisibility',
  '23': 'deploymentEnvironment',
  '24': 'tokenSubject',
};

/** Whether this extension is read, and so may be critical. */
export function isFulcioExtension(oid: string): boolean {
  if (!oid.startsWith(`${FULCIO_ARC}.`)) return false;
  const last = oid.slice(FULCIO_ARC.length + 1);
  return last in RAW || last in DER;
}

/**
 * Decodes Fulcio's extensions. Both extensions of the issuer (.1 and .8) must agree: otherwise two readers would see
 * different signers. Unknown extensions of the arc are ignored.
 * @param extensions values by OID, each OID once
 */
export function readFulcioExtensions(extensions: ReadonlyMap<string, Uint8Array>, certificate: DerNode): FulcioExtensions {
  const found: { -readonly [field in Field]?: string } = {};
  for (const [oid, value] of extensions) {
    if (!isFulcioExtension(oid)) continue;
    const last = oid.slice(FULCIO_ARC.length + 1);
    const at = `extension ${oid} of ${certificate.what}`;
    const rawField = RAW[last];
    const field = rawField ?? DER[last];
    if (field === undefined) continue;
    const text =
      rawField === undefined ? derUtf8(parseDer(value, at, certificate.code)) : decodeUtf8(value, at, certificate.code);
    if (found[field] !== undefined && found[field] !== text)
      derFail(certificate, 'two issuer extensions that differ', 'equal values of .1 and .8');
    found[field] = text;
  }
  return found;
}
