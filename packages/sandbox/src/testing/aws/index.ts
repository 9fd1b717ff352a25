import { serve, type Handler, type SandboxRequest, type SandboxResponse } from '../../http/router.js';
import { AwsError, checker, type CheckName } from './checks.js';
import { addKey, OPERATIONS, type FakeKey, type KmsState } from './kms.js';
import { authenticated, type KnownCredentials } from './sigv4.js';
import { assumeRole, xmlError, type FakeRole } from './sts.js';

export { CHECKS, type CheckName } from './checks.js';
export { signatureOf, type KnownCredentials } from './sigv4.js';
export type { FakeKey } from './kms.js';
export type { FakeRole } from './sts.js';

export interface FakeAwsOptions {
  readonly region?: string;
  readonly account?: string;
  readonly clock?: () => Date;
  readonly credentials?: readonly KnownCredentials[];
  readonly roles?: readonly FakeRole[];
  /** Name → text. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The one check that is left out, to show that it matters. */
  readonly without?: CheckName;
  /** Changes answers, as a broken or false service would. */
  readonly alter?: (operation: string, answer: SandboxResponse) => SandboxResponse;
}

export interface FakeAws extends FakeAwsService {
  readonly url: string;
  close(): Promise<void>;
}

export interface FakeAwsService {
  readonly handler: Handler;
  /** Operations that were asked for, in order: `Sign`, `AssumeRoleWithWebIdentity`. */
  readonly asked: string[];
  /** Every request with its whole body. */
  readonly requests: SandboxRequest[];
  readonly state: KmsState;
  addKey(spec: string, usage?: string, id?: string): FakeKey;
}

const TARGETS: Readonly<Record<string, 'kms' | 'secretsmanager'>> = { TrentService: 'kms', secretsmanager: 'secretsmanager' };

/**
 * A strict stand-in for AWS STS, KMS and Secrets Manager, made from their API references. Unlike emulators it checks what AWS checks: the
 * signature of each request, identity tokens, digests against algorithms.
 */
export function createFakeAws(options: FakeAwsOptions = {}): FakeAwsService {
  const { region = 'us-east-1', account = '123456789012', clock = () => new Date() } = options;
  const credentials: KnownCredentials[] = [...(options.credentials ?? [])];
  const state: KmsState = { keys: [], aliases: new Map() };
  const check = checker(options.without);
  const asked: string[] = [];
  const requests: SandboxRequest[] = [];

  async function answer(request: SandboxRequest, target: string): Promise<SandboxResponse> {
    if (target === '') {
      const scene = {
        check,
        roles: options.roles ?? [],
        now: clock(),
        add: (one: KnownCredentials) => void credentials.push(one),
      };
      return await assumeRole(request, scene);
    }
    const [prefix = '', operation = ''] = target.split('.');
    const service = TARGETS[prefix] ?? 'kms';
    const known = authenticated(request, { check, credentials, region, service, now: clock() });
    const action = `${service}:${operation}`;
    check('permission', known.actions?.includes(action) ?? true, `User is not authorized to perform: ${action}`);
    const input = JSON.parse(request.body.toString('utf8')) as Readonly<Record<string, unknown>>;
    if (service === 'secretsmanager' && operation === 'GetSecretValue') return jsonAnswer(200, secretOf(input));
    const perform = OPERATIONS[operation];
    if (perform === undefined || service !== 'kms') throw new AwsError('UnknownOperationException', 400, 'no such operation');
    return jsonAnswer(200, perform(input, { check, state, region, account }));
  }

  function secretOf(input: Readonly<Record<string, unknown>>): unknown {
    const id = typeof input['SecretId'] === 'string' ? input['SecretId'] : '';
    const prefix = `arn:aws:secretsmanager:${region}:${account}:secret:`;
    const name = id.startsWith(prefix) ? id.slice(prefix.length).replace(/-a1b2c3$/, '') : id;
    const text = options.secrets?.[name];
    check('secretExists', text !== undefined, "Secrets Manager can't find the specified secret.");
    return {
      ARN: `${prefix}${name}-a1b2c3`,
      CreatedDate: 1523477145.713,
      Name: name,
      SecretString: text ?? '',
      VersionId: 'EXAMPLE1-90ab-cdef-fedc-ba987SECRET1',
      VersionStages: ['AWSCURRENT'],
    };
  }

  const handler: Handler = async (request) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation =
      target === '' ? (new URLSearchParams(request.body.toString('utf8')).get('Action') ?? '') : (target.split('.')[1] ?? '');
    asked.push(operation);
    requests.push(request);
    let made: SandboxResponse;
    try {
      made = await answer(request, target);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      made =
        target === ''
          ? xmlError(error.status, error.code, error.message)
          : jsonAnswer(error.status, { __type: error.code, message: error.message });
    }
    return options.alter?.(operation, made) ?? made;
  };
  return {
    handler,
    asked,
    requests,
    state,
    addKey: (spec, usage, id) => addKey({ state, region, account }, spec, usage, id),
  };
}

/** The same, on loopback. */
export async function startFakeAws(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const service = createFakeAws(options);
  const server = await serve(service.handler);
  return { ...service, url: server.url, close: () => server.close() };
}

const jsonAnswer = (status: number, value: unknown): SandboxResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});
