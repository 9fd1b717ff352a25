import { CountersignError } from '../../errors/index.js';

/** A key in AWS KMS, as `awskms://[ENDPOINT]/KEY` names it (the form of cosign). */
export interface AwsKeyReference {
  /** Host and port of another service than AWS's own, always https. */
  readonly endpoint: string | undefined;
  /** Key id, ARN of a key, `alias/NAME`, or ARN of an alias. */
  readonly keyId: string;
  /** The region in the ARN; undefined for the other forms. */
  readonly region: string | undefined;
  /** The name after `alias/`; undefined if the reference names the key itself. */
  readonly alias: string | undefined;
}

const ENDPOINT = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$/;
const ID = String.raw`(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})`;
const ALIAS = String.raw`alias/([A-Za-z0-9/_-]{1,250})`;
/** All partitions: aws, aws-cn, aws-us-gov, aws-iso…, aws-eusc. */
const ARN = String.raw`arn:aws(?:-[a-z]+)*:kms:([a-z0-9-]+):\d{12}:`;
const KEY = new RegExp(`^(?:${ID}|${ALIAS}|${ARN}(?:key/${ID}|${ALIAS}))$`);
/** `us-east-1`, `us-gov-west-1`, `us-iso-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,6}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

export const isRegion = (text: string): boolean => REGION.test(text);

/** @throws CountersignError INPUT_INVALID */
export function parseAwsKeyReference(reference: string): AwsKeyReference {
  const [, endpoint = '', keyId = ''] = /^awskms:\/\/([^/]*)\/(.*)$/.exec(reference) ?? [];
  const [matched, alias, region, aliasOfArn] = KEY.exec(keyId) ?? [];
  if (matched === undefined || (endpoint !== '' && !ENDPOINT.test(endpoint)) || (region !== undefined && !isRegion(region))) {
    throw new CountersignError('INPUT_INVALID', 'a reference to a key in AWS KMS is not understood', {
      expected: 'awskms:///KEY or awskms://HOST:PORT/KEY, where KEY is a key id, alias/NAME, or the ARN of a key or an alias',
      found: reference,
      hint: 'For example awskms:///alias/release, or awskms:///arn:aws:kms:eu-central-1:123456789012:key/ID.',
    });
  }
  return { endpoint: endpoint === '' ? undefined : endpoint, keyId, region, alias: alias ?? aliasOfArn };
}
