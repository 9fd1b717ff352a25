import { CountersignError } from '../../../errors/index.js';
import { ask, type AskedService } from '../../../net/index.js';
import type { NetRequest, NetResponse, Run } from '../../../run/index.js';
import { decodeBase64, decodeUtf8, encodeBase64, encodeUtf8, parseJson, readObject, readString } from '../../../wire/index.js';
import { sealedBox } from '../sealed-box.js';
import { needToken, readCodeHostSecret, type CodeHostSecret } from './code-host.js';
import type { PrepareStore } from './types.js';

/** docs.github.com/rest/actions/secrets: letters, digits and underscores, no digit first, and not the prefix of GitHub's own. */
const NAME = /^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]{0,99}$/i;
/** GitHub refuses larger ones. */
const MAX_SECRET_BYTES = 48 * 1024;
const MAX_ANSWER_BYTES = 64 * 1024;

export const FORM = 'github-secret://github.com/OWNER/REPOSITORY/NAME[?environment=NAME]';

/** A secret of a repository, or of one of its environments. The value is sealed here for the key of the repository: only GitHub can open it. */
export const prepareStore: PrepareStore = async (run, reference, options) => {
  const secret = readCodeHostSecret(reference, FORM, NAME);
  if (secret.project.split('/').length !== 2)
    throw new CountersignError('INPUT_INVALID', 'a repository on GitHub has an owner and a name', {
      expected: FORM,
      found: reference,
    });
  const token = needToken(options.githubToken, secret.host, 'github-token');
  run.log.secret(token);
  const place = placeOf(secret);
  // Shows that the token is valid and the repository exists, before a key is made.
  const { keyId, key } = readKey(await send(run, token, 'the public key for secrets', 'GET', `${place}/public-key`));
  const where = `secret ${secret.name} of ${secret.host}/${secret.project}${secret.environment === undefined ? '' : `, environment ${secret.environment}`}`;
  return {
    where,
    async put(value) {
      const bytes = encodeUtf8(value);
      if (bytes.length > MAX_SECRET_BYTES)
        throw new CountersignError('INPUT_INVALID', 'the private key is too large for a secret on GitHub', {
          expected: `at most ${String(MAX_SECRET_BYTES)} bytes`,
          found: `${String(bytes.length)} bytes`,
        });
      const body = JSON.stringify({ encrypted_value: encodeBase64(await sealedBox(bytes, key, run.random)), key_id: keyId });
      await send(run, token, 'the secret', 'PUT', `${place}/${secret.name}`, body);
      return `In a workflow: env: {${secret.name}: "\${{ secrets.${secret.name} }}"} and keys: env://${secret.name}.`;
    },
  };
};

function placeOf({ host, origin, project, environment }: CodeHostSecret): string {
  const api =
    host === 'github.com' ? 'https://api.github.com' : host.endsWith('.ghe.com') ? `https://api.${host}` : `${origin}/api/v3`;
  return `${api}/repos/${project}/${environment === undefined ? 'actions' : `environments/${encodeURIComponent(environment)}`}/secrets`;
}

async function send(
  run: Run,
  token: string,
  expected: string,
  method: 'GET' | 'PUT',
  url: string,
  body?: string,
): Promise<NetResponse> {
  const asked: AskedService = {
    role: "GitHub's API of secrets",
    url,
    expected,
    configured: '--store',
    instead: 'Run the command again: it goes on where it stopped.',
    refused: 'The token needs the permission "Secrets: write" of the repository (for an environment: "Environments: write").',
    secrets: [token, ...(body === undefined ? [] : [body])],
  };
  const request: Omit<NetRequest, 'url' | 'service'> = {
    purpose: 'keys',
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
    maxBytes: MAX_ANSWER_BYTES,
    redirect: 'manual',
  };
  // 201: created, 204: replaced.
  return ask(run, asked, request, ({ status }) => (method === 'GET' ? status === 200 : status === 201 || status === 204));
}

/** @throws CountersignError SERVICE_ANSWER_INVALID */
function readKey({ body, url }: NetResponse): { readonly keyId: string; readonly key: Uint8Array } {
  const what = `the answer of ${url}`;
  const code = 'SERVICE_ANSWER_INVALID';
  const answer = readObject(parseJson(decodeUtf8(body, what, code), { maxBytes: MAX_ANSWER_BYTES, what, code }), what, code);
  return {
    keyId: readString(answer['key_id'], `${what}: key_id`, code),
    key: decodeBase64(readString(answer['key'], `${what}: key`, code), `${what}: key`, code),
  };
}
