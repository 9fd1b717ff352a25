import { CountersignError } from '../../../errors/index.js';
import { ask, type AskedService } from '../../../net/index.js';
import type { NetResponse, Run } from '../../../run/index.js';
import { decodeUtf8, parseJson, readObject } from '../../../wire/index.js';
import { needToken, readCodeHostSecret } from './code-host.js';
import type { PrepareStore } from './types.js';

/** docs.gitlab.com/api/project_level_variables: at most 255 letters, digits and underscores; a shell takes none that begins with a digit. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;
/** GitLab's limit of a value, in characters. */
const MAX_VALUE = 10_000;
/**
 * What every version of GitLab masks (docs.gitlab.com/ci/variables, "Mask a CI/CD variable"): one line without spaces of at least eight
 * characters, of the alphabet of base64 (RFC 4648) and `@`, `:`, `.`, `~`.
 */
const MASKABLE = /^[A-Za-z0-9+/=@:.~_-]{8,}$/;
const MAX_ANSWER_BYTES = 256 * 1024;

export const FORM = 'gitlab-variable://HOST/GROUP/PROJECT/NAME[?environment=SCOPE]';

/** A CI/CD variable of a project: masked, protected, and not expanded. A PEM has line breaks, which cannot be masked: it is stored in base64. */
export const prepareStore: PrepareStore = async (run, reference, options) => {
  const { host, origin, project, name, environment = '*' } = readCodeHostSecret(reference, FORM, NAME);
  const token = needToken(options.gitlabToken, host, 'gitlab-token');
  run.log.secret(token);
  const variables = `${origin}/api/v4/projects/${encodeURIComponent(project)}/variables`;
  const one = `${variables}/${name}?filter[environment_scope]=${encodeURIComponent(environment)}`;
  const found = await send(run, token, 'the variable, or that there is none', 'GET', one);
  const scope = environment === '*' ? '' : `, environment ${environment}`;
  return {
    where: `variable ${name} of ${host}/${project}${scope}`,
    async put(secret) {
      const value = Buffer.from(secret, 'utf8').toString('base64');
      run.log.secret(value);
      if (!MASKABLE.test(value) || value.length > MAX_VALUE)
        throw new CountersignError('INPUT_INVALID', 'the private key cannot be a masked variable on GitLab', {
          expected: `at most ${String(MAX_VALUE)} characters`,
          found: `${String(value.length)} characters`,
        });
      const body = {
        key: name,
        value,
        variable_type: 'env_var',
        masked: true,
        protected: true,
        raw: true,
        environment_scope: environment,
      };
      const answer =
        found.status === 404
          ? await send(run, token, 'the new variable', 'POST', variables, body)
          : await send(run, token, 'the changed variable', 'PUT', one, body);
      checkStored(answer, name);
      return `In a job of a protected branch or tag: keys: env://${name} (the value is the key in base64, which signing reads as it is).`;
    },
  };
};

async function send(
  run: Run,
  token: string,
  expected: string,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: { readonly value: string },
): Promise<NetResponse> {
  const asked: AskedService = {
    role: "GitLab's API of variables",
    url,
    expected,
    configured: '--store',
    instead: 'Run the command again: it goes on where it stopped.',
    refused:
      'The token needs the scope "api" and the role Maintainer in the project; the token of a job cannot change variables.',
    secrets: [token, ...(body === undefined ? [] : [body.value])],
  };
  const statuses = { GET: [200, 404], POST: [201], PUT: [200] }[method];
  const answer = await ask(
    run,
    asked,
    {
      purpose: 'keys',
      method,
      headers: { 'private-token': token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      maxBytes: MAX_ANSWER_BYTES,
      redirect: 'manual',
      // A second POST of the same variable is refused, although the first one was carried out.
      ...(method === 'POST' ? { retry: false } : {}),
    },
    ({ status }) => statuses.includes(status),
  );
  // A project that does not exist, or that the token may not see, is 404 too.
  if (
    method === 'GET' &&
    answer.status === 404 &&
    !/variable/i.test(decodeUtf8(answer.body, 'the answer', 'SERVICE_ANSWER_INVALID'))
  )
    throw new CountersignError('SERVICE_REFUSED', "GitLab's API of variables knows no such project", {
      expected,
      found: 'HTTP 404',
      hint: asked.refused,
    });
  return answer;
}

/** The answer contains the value: nothing of it but these flags is read or printed. @throws CountersignError SERVICE_ANSWER_INVALID */
function checkStored({ body }: NetResponse, name: string): void {
  const what = 'the answer of GitLab';
  const code = 'SERVICE_ANSWER_INVALID';
  const stored = readObject(parseJson(decodeUtf8(body, what, code), { maxBytes: MAX_ANSWER_BYTES, what, code }), what, code);
  const missing = ['masked', 'protected', 'raw'].filter((flag) => stored[flag] !== true);
  if (missing.length > 0)
    throw new CountersignError(code, `the variable ${name} was stored, but it is not ${missing.join(', not ')}`, {
      expected: 'masked, protected and raw',
      found: missing.map((flag) => `${flag}: ${String(stored[flag])}`).join(', '),
      hint: 'Correct the variable in the settings of the project now: its value may be printed in logs.',
    });
}
