import type { SandboxFiles, SandboxRegistry } from './options.js';
import type { State } from './state.js';

export interface Documents {
  readonly trustedRoot: Readonly<Record<string, unknown>>;
  readonly signingConfig: Readonly<Record<string, unknown>>;
  readonly tufRoot: Uint8Array;
  readonly registry: SandboxRegistry;
}

/** A JSON document in the form for files and TUF targets. */
export function document(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`, 'utf8');
}

/** Writes the files that other programs read into the folder `trust` of the state. */
export function writeFiles(state: State, { trustedRoot, signingConfig, tufRoot, registry }: Documents): SandboxFiles {
  const { host, username, password } = registry;
  const auth = Buffer.from(`${username ?? ''}:${password ?? ''}`, 'utf8').toString('base64');
  const mediaType = 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json';
  const put = (name: string, content: Uint8Array): string => {
    state.write(`trust/${name}`, content);
    return state.path('trust', name);
  };
  put('docker/config.json', document({ auths: username === undefined ? {} : { [host]: { auth } } }));
  return {
    dir: state.path('trust'),
    trustedRoot: put('trusted_root.json', document(trustedRoot)),
    signingConfig: put('signing_config.json', document(signingConfig)),
    clientTrustConfig: put('client_trust_config.json', document({ mediaType, trustedRoot, signingConfig })),
    tufRoot: put('root.json', tufRoot),
    dockerConfig: state.path('trust', 'docker'),
  };
}
