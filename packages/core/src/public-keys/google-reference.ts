import { CountersignError } from '../errors/index.js';

const PREFIX = 'gcpkms://';
/** One part of a path, which dots alone would leave. */
const PART = '(?!\\.)[A-Za-z0-9_.:-]{1,100}';
const KEY = new RegExp(
  `^(projects/${PART}/locations/${PART}/keyRings/${PART}/cryptoKeys/${PART})(?:/(?:cryptoKeyVersions|versions)/([1-9][0-9]{0,9}))?$`,
);
const SECRET = new RegExp(
  `^gcp-secret://(projects/${PART}/(?:locations/([a-z0-9-]{1,40})/)?secrets/[A-Za-z0-9_-]{1,255})(?:/versions/([1-9][0-9]{0,9}|latest))?$`,
);

export interface GoogleKey {
  /** `projects/P/locations/L/keyRings/R/cryptoKeys/K` */
  readonly key: string;
  /** Its number; undefined for the newest enabled version. */
  readonly version: string | undefined;
}

/** @throws CountersignError INPUT_INVALID */
export function parseGoogleKey(reference: string): GoogleKey {
  const match = reference.startsWith(PREFIX) ? KEY.exec(reference.slice(PREFIX.length)) : null;
  const [, key, version] = match ?? [];
  if (key === undefined)
    throw new CountersignError('INPUT_INVALID', 'the reference of a key in Google Cloud KMS is not understood', {
      expected: 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K, with /cryptoKeyVersions/V for one version',
      found: 'other parts',
      hint: 'Copy the resource name of the key from the console or from `gcloud kms keys list`.',
    });
  return { key, version };
}

export interface GoogleSecret {
  /** `projects/P/secrets/S/versions/V` */
  readonly name: string;
  /** Of a regional secret. */
  readonly location: string | undefined;
}

/** @throws CountersignError INPUT_INVALID */
export function parseGoogleSecret(reference: string): GoogleSecret {
  const [, secret, location, version = 'latest'] = SECRET.exec(reference) ?? [];
  if (secret === undefined)
    throw new CountersignError('INPUT_INVALID', 'the reference of a secret in Google Secret Manager is not understood', {
      expected: 'gcp-secret://projects/P/secrets/S, with /versions/V for one version',
      found: 'other parts',
      hint: 'Copy the resource name of the secret from the console or from `gcloud secrets list`.',
    });
  return { name: `${secret}/versions/${version}`, location };
}
