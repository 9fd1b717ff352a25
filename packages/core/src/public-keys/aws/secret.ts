import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { decodeUtf8, isJsonObject, parseJson } from '../../wire/index.js';
import type { KeyServices } from '../key-login.js';
import { isRegion } from './reference.js';
import { openAwsSession } from './session.js';

const MAX_SECRET_BYTES = 64 * 1024;
const ARN = /^arn:aws(?:-[a-z]+)*:secretsmanager:([a-z0-9-]+):\d{12}:secret:[\w/+=.@-]{1,512}$/;
const NAME = /^[\w/+=.@-]{1,512}$/;

/** The text of a secret, and the version of the secret that it is. */
export interface ReadSecret {
  readonly text: string;
  readonly version: string | undefined;
}

/**
 * Reads `aws-secret://NAME-or-ARN[#FIELD]` from AWS Secrets Manager. A secret with several values is a JSON object, and FIELD is one of its members.
 * @throws CountersignError INPUT_INVALID, KEY_INVALID, SERVICE_*
 */
export async function readAwsSecret(run: Run, reference: string, services: KeyServices): Promise<ReadSecret> {
  const [, id = '', field] = /^aws-secret:\/\/([^#]*)(?:#(.+))?$/s.exec(reference) ?? [];
  const region = ARN.exec(id)?.[1];
  if ((region === undefined && !NAME.test(id)) || (region !== undefined && !isRegion(region))) {
    throw new CountersignError('INPUT_INVALID', 'a reference to a secret in AWS Secrets Manager is not understood', {
      expected: 'aws-secret://NAME or aws-secret://ARN, with #FIELD for one member of a JSON secret',
      found: reference,
      hint: 'For example aws-secret://release/signing-key#private.',
    });
  }
  const store = await openAwsSession(run, 'secretsmanager', { region, endpoint: undefined }, services);
  const { getSecret } = await import(/* webpackIgnore: true */ '@countersign/libraries/aws-secrets');
  const { text, bytes, version } = await store.call(() => getSecret(store.options, store.credentials, id));
  const whole = text ?? (bytes === undefined ? undefined : decodeUtf8(bytes, 'the secret', 'KEY_INVALID'));
  if (whole === undefined || whole.length > MAX_SECRET_BYTES)
    throw store.unusable(`a secret of at most ${MAX_SECRET_BYTES} characters`, 'another answer');
  run.log.secret(whole);
  const value = field === undefined ? whole : memberOf(whole, field);
  run.log.secret(value);
  return { text: value, version };
}

function memberOf(text: string, field: string): string {
  const hint = 'Correct the part after # in the reference, or store a JSON object with this member.';
  let value: unknown;
  try {
    const document = parseJson(text, { what: 'the secret', code: 'KEY_INVALID', maxBytes: MAX_SECRET_BYTES * 2 });
    if (isJsonObject(document) && Object.hasOwn(document, field)) value = document[field];
  } catch {
    // The error of the parser is not kept: it may quote the secret.
  }
  if (typeof value === 'string') return value;
  throw new CountersignError('KEY_INVALID', `the secret has no text called ${field}`, {
    expected: `a JSON object with the member ${field}`,
    found: 'another secret',
    hint,
  });
}
