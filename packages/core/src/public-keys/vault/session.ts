import { join } from 'node:path';
import { CountersignError, isMissing, systemReason } from '../../errors/index.js';
import type { Budget, Run } from '../../run/index.js';
import { readRegularFile } from '../../wire/index.js';
import type { KeyServices } from '../key-login.js';
import { vaultLogin } from './login.js';
import { askVault, type VaultAnswer, type VaultRequest } from './request.js';
import { vaultServer, type VaultScheme, type VaultServer } from './server.js';

/** A server with a token for it. */
export interface VaultSession {
  readonly server: VaultServer;
  /** Sends a request with the token, in the namespace of keys and secrets. @throws CountersignError as `askVault` */
  ask(request: Omit<VaultRequest, 'token' | 'namespace'>): Promise<VaultAnswer>;
}

/** One login per run and server. */
const SESSIONS = new WeakMap<Budget, Map<string, VaultSession>>();

/**
 * The session of this run at the server of a reference. Its token is that of a `key-login` line, else the variable VAULT_TOKEN or BAO_TOKEN beside
 * the address, else the file `.vault-token` of the home folder. Nothing is sent before the first request.
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID, KEY_INVALID
 */
export function vaultSession(run: Run, scheme: VaultScheme, services: KeyServices): VaultSession {
  const server = vaultServer(run, scheme);
  const login = services.logins.find(({ service }) => service === 'vault');
  const sessions = SESSIONS.get(run.budget) ?? new Map<string, VaultSession>();
  SESSIONS.set(run.budget, sessions);
  const name = JSON.stringify([server, login === undefined ? [] : [...login.parameters]]);
  const known = sessions.get(name);
  if (known !== undefined) return known;
  const session =
    login === undefined ? withToken(run, server, storedToken(run, server)) : withLogin(run, server, login, services);
  sessions.set(name, session);
  return session;
}

function withToken(run: Run, server: VaultServer, token: string): VaultSession {
  run.log.secret(token);
  const { namespace } = server;
  return { server, ask: (request) => askVault(run, server, { ...request, token, namespace }) };
}

function withLogin(run: Run, server: VaultServer, login: KeyServices['logins'][number], services: KeyServices): VaultSession {
  const { token, namespace: own } = vaultLogin(run, server, login, services.identityToken);
  const namespace = server.namespace ?? own;
  return { server, ask: async (request) => askVault(run, server, { ...request, token: await token(), namespace }) };
}

/** Characters of a token; what is not one is not sent, because it may be another secret. */
const TOKEN = /^[\w.+/=-]{1,8192}$/;
const TOKEN_FILE = '.vault-token';

function storedToken({ env }: Run, { family }: VaultServer): string {
  const variable = `${family}_TOKEN`;
  const value = env[variable]?.trim();
  if (value) return readToken(value, `the variable ${variable}`);
  const home = env['HOME'] ?? env['USERPROFILE'];
  if (home) {
    let text: string | undefined;
    try {
      text = readRegularFile(join(home, TOKEN_FILE), 16 * 1024, { followLink: true })
        .toString('utf8')
        .trim();
    } catch (cause) {
      if (!isMissing(cause)) {
        throw new CountersignError('KEY_INVALID', `the file ~/${TOKEN_FILE} cannot be read`, {
          expected: 'a readable file with a token',
          found: systemReason(cause),
          hint: `Correct the file, or set ${variable}.`,
        });
      }
    }
    if (text) return readToken(text, `the file ~/${TOKEN_FILE}`);
  }
  throw new CountersignError('INPUT_MISSING', `there is no token for the server in ${family}_ADDR`, {
    expected: `key-login: vault role=NAME, ${variable}, or the file ~/${TOKEN_FILE}`,
    found: 'none of them',
    hint: `In a job of GitHub or GitLab use key-login, which needs no stored secret. A token for the server in ${family}_ADDR is read from ${variable} only.`,
  });
}

function readToken(text: string, where: string): string {
  if (TOKEN.test(text)) return text;
  throw new CountersignError('KEY_INVALID', `${where} contains no token of Vault`, {
    expected: 'one token',
    found: 'other characters',
    hint: 'The value was not sent. Correct it.',
  });
}
