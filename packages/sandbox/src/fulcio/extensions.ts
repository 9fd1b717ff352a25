import { extension } from '../x509/certificate.js';
import { utf8String } from '../x509/der.js';
import { OID } from '../x509/oids.js';

/**
 * Fulcio's certificate extensions in the order it writes them: last arc of the OID under 1.3.6.1.4.1.57264.1, and
 * whether the value is raw text (the deprecated first six) or a DER UTF8String.
 */
const TABLE = [
  { name: 'issuer', arc: 1, raw: true },
  { name: 'githubWorkflowTrigger', arc: 2, raw: true },
  { name: 'githubWorkflowSha', arc: 3, raw: true },
  { name: 'githubWorkflowName', arc: 4, raw: true },
  { name: 'githubWorkflowRepository', arc: 5, raw: true },
  { name: 'githubWorkflowRef', arc: 6, raw: true },
  { name: 'issuer', arc: 8, raw: false },
  { name: 'buildSignerUri', arc: 9, raw: false },
  { name: 'buildSignerDigest', arc: 10, raw: false },
  { name: 'runnerEnvironment', arc: 11, raw: false },
  { name: 'sourceRepositoryUri', arc: 12, raw: false },
  { name: 'sourceRepositoryDigest', arc: 13, raw: false },
  { name: 'sourceRepositoryRef', arc: 14, raw: false },
  { name: 'sourceRepositoryIdentifier', arc: 15, raw: false },
  { name: 'sourceRepositoryOwnerUri', arc: 16, raw: false },
  { name: 'sourceRepositoryOwnerIdentifier', arc: 17, raw: false },
  { name: 'buildConfigUri', arc: 18, raw: false },
  { name: 'buildConfigDigest', arc: 19, raw: false },
  { name: 'buildTrigger', arc: 20, raw: false },
  { name: 'runInvocationUri', arc: 21, raw: false },
  { name: 'sourceRepositoryVisibility', arc: 22, raw: false },
  { name: 'deploymentEnvironment', arc: 23, raw: false },
  { name: 'tokenSubject', arc: 24, raw: false },
] as const;

export type ExtensionName = (typeof TABLE)[number]['name'];
export type ExtensionValues = Readonly<Partial<Record<ExtensionName, string>>>;

/** DER `Extension`s for the values; an empty or absent value has no extension. */
export function fulcioExtensions(values: ExtensionValues): Buffer[] {
  return TABLE.flatMap(({ name, arc, raw }) => {
    const value = values[name] ?? '';
    if (value === '') return [];
    return [extension(`${OID.fulcio}.${arc}`, false, raw ? Buffer.from(value, 'utf8') : utf8String(value))];
  });
}
