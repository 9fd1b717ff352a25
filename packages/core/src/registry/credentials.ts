import { resolve } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Credential, RegistryCredential } from './credential.js';
import { createHelpers } from './credential-helper.js';
import { credentialFiles, credentialIn, helperKey, readCredentialFile } from './credential-files.js';
import { sameRegistry } from './repositories.js';

export interface Credentials {
  find(registry: string, repository: string): Promise<Credential | undefined>;
  /** What credential helpers answered that had none for a registry; for the error if the registry then refuses. */
  unanswered(registry: string): readonly string[];
}

/**
 * Credentials for a registry, from: the options of the run, COUNTERSIGN_REGISTRY{,_USERNAME,_PASSWORD}, REGISTRY_AUTH_FILE,
 * Docker's config, podman's auth.json, and the CI platform's own token for its own registry. Undefined means anonymous.
 * Searched only after the registry has asked for a login.
 */
export function createCredentials(run: Run, given: readonly RegistryCredential[]): Credentials {
  const known = new Map<string, Promise<Credential | undefined>>();
  const helpers = createHelpers(run);
  const files = credentialFiles(run.env).map((file) => {
    const path = resolve(run.cwd, file.path);
    let content: { readonly json: ReturnType<typeof readCredentialFile> } | undefined;
    return { path, read: () => (content ??= { json: readCredentialFile({ ...file, path }) }).json };
  });

  async function find(registry: string, repository: string): Promise<Credential | undefined> {
    const own = [...given, ...fromVariables(run)].find((entry) => sameRegistry(entry.registry, registry));
    if (own !== undefined) return { kind: 'basic', username: own.username, password: own.password };
    for (const file of files) {
      const content = file.read();
      const credential = content && (await credentialIn(run, helpers.ask, file.path, content, registry, repository));
      if (credential !== undefined) return credential;
    }
    return platformCredential(run, registry);
  }

  return {
    async find(registry, repository) {
      const key = `${registry}/${repository}`;
      const search = known.get(key) ?? find(registry, repository);
      known.set(key, search);
      const credential = await search;
      if (credential !== undefined) run.log.secret(credential.kind === 'basic' ? credential.password : credential.token);
      return credential;
    },
    unanswered: (registry) => helpers.unanswered(helperKey(registry)),
  };
}

function fromVariables(run: Run): readonly RegistryCredential[] {
  const registry = run.env['COUNTERSIGN_REGISTRY'];
  const username = run.env['COUNTERSIGN_REGISTRY_USERNAME'];
  const password = run.env['COUNTERSIGN_REGISTRY_PASSWORD'];
  if (!password) return [];
  // Without a host we would have to guess which registry the password is for.
  if (!registry || username === undefined) {
    throw new CountersignError('INPUT_MISSING', 'COUNTERSIGN_REGISTRY_PASSWORD is set without its registry and user name', {
      expected: 'COUNTERSIGN_REGISTRY, COUNTERSIGN_REGISTRY_USERNAME and COUNTERSIGN_REGISTRY_PASSWORD',
      hint: 'Name the registry, so that the password is sent nowhere else.',
    });
  }
  return [{ registry, username, password }];
}

/** The job's own token, only for the registry of its platform. */
function platformCredential(run: Run, registry: string): Credential | undefined {
  const { env } = run;
  const gitlab = env['CI_REGISTRY'];
  if (gitlab && registry === gitlab && env['CI_REGISTRY_USER'] && env['CI_REGISTRY_PASSWORD']) {
    return { kind: 'basic', username: env['CI_REGISTRY_USER'], password: env['CI_REGISTRY_PASSWORD'] };
  }
  const github = env['GITHUB_TOKEN'];
  if (github && registry === 'ghcr.io' && (env['GITHUB_SERVER_URL'] ?? 'https://github.com') === 'https://github.com') {
    return { kind: 'basic', username: env['GITHUB_ACTOR'] || 'token', password: github };
  }
  return undefined;
}
