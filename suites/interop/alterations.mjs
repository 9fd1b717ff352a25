/**
 * Changes that must make a valid bundle invalid. Each takes the question that a judge is asked and changes one thing in it: the bundle, the
 * file, the root, or what is expected. `other` holds what the changes need: a second bundle of the same instance (`donor`), the
 * root of an unrelated instance (`root`), and another public key.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** @typedef {[name: string, applies: (given: any) => boolean, change: (given: any) => any]} Alteration */

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const base64Flipped = (text, at = -1) => {
  const bytes = Buffer.from(text, 'base64');
  bytes[at < 0 ? bytes.length + at : at] ^= 1;
  return bytes.toString('base64');
};

/** A certificate signed: identity, issuer, authority and verified time matter. */
const certified = ({ question }) => question.key === undefined;
/** A signature by a key needs no time, and an entry of Rekor v1 contains one. */
const timestampDecides = ({ question, bundle }) =>
  question.key === undefined &&
  (bundle.verificationMaterial.timestampVerificationData?.rfc3161Timestamps?.length ?? 0) > 0 &&
  bundle.verificationMaterial.tlogEntries.every((entry) => !entry.inclusionPromise);
const isDsse = ({ question }) => question.type !== undefined;
const isLogged = ({ bundle }) => (bundle.verificationMaterial.tlogEntries?.length ?? 0) > 0;

const inBundle =
  (change) =>
  ({ bundle, other }) => {
    const changed = change(bundle, other.donor);
    return { bundle: changed };
  };
const inRoot =
  (change) =>
  ({ root, other }) => ({ root: change(root, json(other.root)) });

const material = (bundle, changes) => ({
  ...bundle,
  verificationMaterial: { ...bundle.verificationMaterial, ...changes },
});
const entryChanged = (bundle, change) =>
  material(bundle, { tlogEntries: bundle.verificationMaterial.tlogEntries.map((entry) => change(structuredClone(entry))) });

/** @type {Alteration[]} */
const ALTERATIONS = [
  [
    'another byte in the artifact',
    () => true,
    ({ file }) => ({ file: Buffer.from(base64Flipped(file.toString('base64'), 3), 'base64') }),
  ],
  [
    'another byte in the signature',
    () => true,
    inBundle((bundle) =>
      bundle.dsseEnvelope
        ? {
            ...bundle,
            dsseEnvelope: {
              ...bundle.dsseEnvelope,
              signatures: bundle.dsseEnvelope.signatures.map((one) => ({ ...one, sig: base64Flipped(one.sig) })),
            },
          }
        : {
            ...bundle,
            messageSignature: { ...bundle.messageSignature, signature: base64Flipped(bundle.messageSignature.signature) },
          },
    ),
  ],
  [
    'another byte in the payload',
    isDsse,
    inBundle((bundle) => {
      const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString().replace('"subject"', '"subjecu"');
      return { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: Buffer.from(payload).toString('base64') } };
    }),
  ],
  ['wrong identity', certified, ({ question }) => ({ identity: `${question.identity}x` })],
  ['wrong issuer', certified, ({ question }) => ({ issuer: `${question.issuer}x` })],
  ['wrong key', ({ question }) => question.key !== undefined, ({ other }) => ({ key: other.key })],
  [
    'log entry of another bundle',
    isLogged,
    inBundle((bundle, donor) => material(bundle, { tlogEntries: donor.verificationMaterial.tlogEntries })),
  ],
  ['no log entry', isLogged, inBundle((bundle) => material(bundle, { tlogEntries: [] }))],
  [
    'another byte in the checkpoint',
    ({ bundle }) => bundle.verificationMaterial.tlogEntries?.[0]?.inclusionProof !== undefined,
    inBundle((bundle) =>
      entryChanged(bundle, (entry) => {
        const { checkpoint } = entry.inclusionProof;
        checkpoint.envelope = checkpoint.envelope.replace(
          / ([A-Za-z0-9+/=]{40,})\n/,
          (_, signature) => ` ${base64Flipped(signature)}\n`,
        );
        return entry;
      }),
    ),
  ],
  [
    'the certificate of another bundle',
    certified,
    inBundle((bundle, donor) => {
      const { certificate, x509CertificateChain, ...rest } = bundle.verificationMaterial;
      const own = donor.verificationMaterial.certificate;
      return {
        ...bundle,
        verificationMaterial: x509CertificateChain
          ? { ...rest, x509CertificateChain: { certificates: [own] } }
          : { ...rest, certificate: own },
      };
    }),
  ],
  [
    'the timestamp of another bundle',
    timestampDecides,
    inBundle((bundle, donor) =>
      material(bundle, { timestampVerificationData: donor.verificationMaterial.timestampVerificationData }),
    ),
  ],
  [
    'no timestamp',
    timestampDecides,
    inBundle((bundle) => material(bundle, { timestampVerificationData: { rfc3161Timestamps: [] } })),
  ],
  [
    'an authority that is not trusted',
    certified,
    inRoot((root, other) => ({ ...root, certificateAuthorities: other.certificateAuthorities })),
  ],
  ['a certificate log that is not trusted', certified, inRoot((root, other) => ({ ...root, ctlogs: other.ctlogs }))],
  ['a transparency log that is not trusted', isLogged, inRoot((root, other) => ({ ...root, tlogs: other.tlogs }))],
  [
    'a timestamp authority that is not trusted',
    timestampDecides,
    inRoot((root, other) => ({ ...root, timestampAuthorities: other.timestampAuthorities })),
  ],
];

/**
 * The alterations of a valid question, each in files of its own: `[name, question]`. Several judges are asked about one question at the
 * same time, so each has a folder of its own (`of`): a judge that rewrites a file would change it for a judge that reads it.
 */
export function altered(question, other, of) {
  const given = { question, other, bundle: json(question.bundle), file: readFileSync(question.file), root: json(question.root) };
  return ALTERATIONS.filter(([, applies]) => applies(given)).map(([name, , change]) => {
    const folder = join(dirname(question.file), `for ${of}`.replaceAll(' ', '-'), name.replaceAll(' ', '-'));
    mkdirSync(folder, { recursive: true });
    const { bundle, file, root, ...rest } = change(given);
    const changed = { ...question, ...rest };
    // `wx`: never the same file twice.
    const write = (path, content) => (writeFileSync(join(folder, path), content, { flag: 'wx' }), join(folder, path));
    if (bundle) {
      if (JSON.stringify(bundle) === JSON.stringify(given.bundle)) throw new Error(`"${name}" changed nothing`);
      changed.bundle = write('bundle.sigstore.json', JSON.stringify(bundle));
    }
    changed.file = write(basename(question.file), file ?? given.file);
    if (root) {
      changed.root = write('root.json', JSON.stringify(root));
      changed.clientTrust = write('trust.json', JSON.stringify({ ...json(question.clientTrust), trustedRoot: root }));
    }
    return [name, changed];
  });
}
