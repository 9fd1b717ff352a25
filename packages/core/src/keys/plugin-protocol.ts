import type { HashAlgorithm } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { loadProgramKeys, similarForm, type ProgramAnswer } from '../public-keys/index.js';
import { withheldNote, type Run } from '../run/index.js';
import {
  decodeBase64,
  encodeBase64,
  isJsonObject,
  parseJson,
  readArray,
  readObject,
  readString,
  type JsonObject,
} from '../wire/index.js';

/** Version of the protocol of sigstore's CLI plugins (sigstore/sigstore, pkg/signature/kms/cliplugin/common/interface.go). */
const PROTOCOL = 'v1';
const MAX_ANSWER_BYTES = 256 * 1024;
/** `ctxDeadline`: a plugin should give up before we do. */
const TIMEOUT_MS = 60_000;

/** Numbers of Go's crypto.Hash. */
const HASHES = { sha256: 5, sha384: 6, sha512: 7 } as const satisfies Record<HashAlgorithm, number>;

/** `NAME://REF`: the plugin `sigstore-kms-NAME`, which gets REF. */
export interface Plugin {
  readonly program: string;
  readonly keyResourceID: string;
  readonly name: string;
}

/** What is asked, and which member of the answer is read. */
type Method =
  | { readonly name: 'publicKey' | 'supportedAlgorithms'; readonly hash?: undefined }
  | { readonly name: 'createKey'; readonly algorithm: string; readonly hash?: undefined }
  | {
      readonly name: 'signMessage';
      readonly hash: HashAlgorithm | undefined;
      readonly input:
        { readonly kind: 'message'; readonly message: Uint8Array } | { readonly kind: 'digest'; readonly digest: Uint8Array };
    };

/** @throws CountersignError INPUT_INVALID */
export function pluginOf(reference: string): Plugin {
  const [, name, keyResourceID] = /^([a-z][a-z0-9+._-]{1,62}):\/\/(.*)$/s.exec(reference) ?? [];
  if (name !== undefined && keyResourceID !== undefined) return { program: `sigstore-kms-${name}`, keyResourceID, name };
  throw new CountersignError('INPUT_INVALID', 'the reference of a key plugin is malformed', { expected: 'NAME://REF' });
}

/** @returns the text of the PEM block, which is not read yet */
export async function askPublicKey(run: Run, plugin: Plugin): Promise<string> {
  return pem(await ask(run, plugin, { name: 'publicKey' }), plugin);
}

/** @returns the text of the PEM block of the new key */
export async function askCreateKey(run: Run, plugin: Plugin, algorithm: string): Promise<string> {
  return pem(await ask(run, plugin, { name: 'createKey', algorithm }), plugin);
}

export async function askSupportedAlgorithms(run: Run, plugin: Plugin): Promise<readonly string[]> {
  const result = await ask(run, plugin, { name: 'supportedAlgorithms' });
  return answered(plugin, () =>
    readArray(result['supportedAlgorithms'], 'supportedAlgorithms').map((one) => readString(one, 'an algorithm')),
  );
}

/** @returns the signature, which nobody has verified yet */
export async function askSignature(
  run: Run,
  plugin: Plugin,
  hash: HashAlgorithm | undefined,
  input: (Method & { readonly name: 'signMessage' })['input'],
): Promise<Uint8Array> {
  const result = await ask(run, plugin, { name: 'signMessage', hash, input });
  return answered(plugin, () => decodeBase64(readString(result['signature'], 'signature'), 'signature'));
}

function pem(result: JsonObject, plugin: Plugin): string {
  return answered(plugin, () =>
    Buffer.from(decodeBase64(readString(result['publicKeyPEM'], 'publicKeyPEM'), 'publicKeyPEM')).toString('utf8'),
  );
}

async function ask(run: Run, plugin: Plugin, method: Method): Promise<JsonObject> {
  const { callProgram, plainText } = await loadProgramKeys();
  const { program, keyResourceID, name } = plugin;
  const timeoutMs = Math.max(1, Math.min(TIMEOUT_MS, run.budget.leftMs()));
  const ctxDeadline = new Date(run.clock().getTime() + timeoutMs).toISOString();
  const similar = similarForm(name, 'sign');
  const hashFunc = method.name === 'signMessage' ? hashNumber(method.hash) : HASHES.sha256;
  const request = {
    initOptions: { ctxDeadline, protocolVersion: PROTOCOL, keyResourceID, hashFunc, rpcOptions: rpcOptions(ctxDeadline) },
    methodName: method.name,
    [method.name]: argumentsOf(method, ctxDeadline),
  };
  const message = method.name === 'signMessage' && method.input.kind === 'message' ? method.input.message : undefined;
  const answer = await callProgram(run, {
    program,
    args: [PROTOCOL, JSON.stringify(request)],
    input: message,
    timeoutMs,
    absent: `${similar === undefined ? '' : `Did you mean ${similar}? `}Install the plugin, or use one of the other forms of keys.`,
  });
  const response = readAnswer(plugin, answer);
  const problem = response['errorMessage'];
  if (problem !== undefined && problem !== '') {
    throw new CountersignError('SERVICE_REFUSED', `the key plugin ${program} refused the request`, {
      expected: method.name,
      found: typeof problem === 'string' ? plainText(run, problem) : 'an errorMessage that is no text',
      hint: ['The message is that of the plugin.', ...withheldNote(run.childEnvironment)].join('\n'),
    });
  }
  return answered(plugin, () => readObject(response[method.name], method.name));
}

const hashNumber = (hash: HashAlgorithm | undefined): number => (hash === undefined ? 0 : HASHES[hash]);
const rpcOptions = (ctxDeadline: string) => ({ ctxDeadline, keyVersion: '', remoteVerification: false });

function argumentsOf(method: Method, ctxDeadline: string): object {
  switch (method.name) {
    case 'supportedAlgorithms':
      return {};
    case 'publicKey':
      return { publicKeyOptions: { rpcOptions: rpcOptions(ctxDeadline) } };
    case 'createKey':
      return { ctxDeadline, algorithm: method.algorithm };
    case 'signMessage': {
      const digest = method.input.kind === 'digest' ? { digest: encodeBase64(method.input.digest) } : {};
      const messageOptions = { ...digest, hashFunc: hashNumber(method.hash) };
      return { signOptions: { rpcOptions: rpcOptions(ctxDeadline), messageOptions } };
    }
  }
}

/** The exit status does not count (cliplugin/client.go), but helps if there is no answer. */
function readAnswer(plugin: Plugin, { stdout, status, said }: ProgramAnswer): JsonObject {
  const found = `exit status ${String(status)}${said === '' ? '' : `: ${said}`}`;
  return answered(
    plugin,
    () => {
      const value = parseJson(stdout, { maxBytes: MAX_ANSWER_BYTES, what: plugin.program });
      return isJsonObject(value) ? value : readObject(value, 'the answer');
    },
    found,
  );
}

function answered<T>({ program }: Plugin, read: () => T, also?: string): T {
  try {
    return read();
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : 'something else';
    throw new CountersignError('SERVICE_ANSWER_INVALID', `the key plugin ${program} gave an answer that is not of the protocol`, {
      expected: `JSON of version ${PROTOCOL} of sigstore's CLI plugins`,
      found: also === undefined ? what : `${what} (${also})`,
      hint: 'Check that the program in PATH is that plugin, and that it prints nothing else on its standard output. Nothing was signed with its answer.',
      cause,
    });
  }
}
