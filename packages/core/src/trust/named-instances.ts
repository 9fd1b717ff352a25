import type { InstanceName, Service, SigningConfig, TufMirror } from './types.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';

/** A trusted root that is part of the release. */
export interface EmbeddedRoot {
  readonly trustedRoot: string;
  /** When it was current, ISO 8601. */
  readonly since: string;
}

export interface NamedInstance {
  readonly mirror: TufMirror;
  /** The copy in this release; that of GitHub's instance is loaded only where it is needed. */
  embedded(): Promise<EmbeddedRoot>;
  /** The services to sign with, where the TUF repository has no signing config. */
  readonly signingConfig: SigningConfig | undefined;
}

const ALWAYS = { start: new Date('2023-10-27T16:30:00Z'), end: undefined };
const service = (url: string): readonly Service[] => [{ url, majorApiVersion: 1, validFor: ALWAYS, operator: 'github.com' }];

/**
 * GitHub's own instance, which signs for private repositories: no transparency log, and certificates without SCT
 * (`@actions/attest`, endpoints.ts).
 */
const GITHUB_SERVICES: SigningConfig = {
  certificateAuthorities: service('https://fulcio.githubapp.com'),
  oidcProviders: service('https://token.actions.githubusercontent.com'),
  transparencyLogs: [],
  transparencyLogSelection: { selector: 'ANY', count: 0 },
  timestampAuthorities: service('https://timestamp.githubapp.com/api/v1/timestamp'),
  timestampSelection: { selector: 'ANY', count: 0 },
};

export const NAMED_INSTANCES = {
  'public-good': {
    mirror: {
      url: PUBLIC_GOOD.mirror,
      instance: 'public-good',
      anchor: {
        root: async () => Buffer.from((await import('./public-good/embedded-tuf-root.js')).PUBLIC_GOOD_TUF.root, 'utf8'),
      },
    },
    embedded: () => Promise.resolve(PUBLIC_GOOD),
    signingConfig: undefined,
  },
  github: {
    mirror: {
      url: 'https://tuf-repo.github.com',
      instance: 'github',
      anchor: { root: async () => Buffer.from((await import('./github/embedded-tuf-root.js')).GITHUB_TUF.root, 'utf8') },
    },
    embedded: async () => (await import('./github/embedded-root.js')).GITHUB,
    signingConfig: GITHUB_SERVICES,
  },
} as const satisfies Readonly<Record<InstanceName, NamedInstance>>;

/** Names win over files: a file of the same name is written with its folder, `./github`. */
export function isInstanceName(text: string | undefined): text is InstanceName {
  return text !== undefined && Object.hasOwn(NAMED_INSTANCES, text);
}
