import { parseImageReference } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { isLoopback, namesHost } from '../net/index.js';

/** A repository and the origin of its API. */
export interface Repository {
  /** As in references, e.g. `docker.io`, `localhost:5000`. */
  readonly registry: string;
  readonly repository: string;
  /** `https://host[:port]`, or http for loopback and hosts named insecure. */
  readonly origin: string;
}

/** All names of Docker Hub. Compared whole, never as suffixes. */
const DOCKER_HUB: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const DOCKER_HUB_API = 'registry-1.docker.io';
/** The key of Docker Hub in credential files and helpers. */
export const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

export function isDockerHub(registry: string): boolean {
  return DOCKER_HUB.includes(registry);
}

/** Whether two registry names are the same registry: equal, host and port, or both Docker Hub. */
export function sameRegistry(a: string, b: string): boolean {
  return a === b || (isDockerHub(a) && isDockerHub(b));
}

/** @throws CountersignError IMAGE_REFERENCE_INVALID if the registry is not a host */
export function repositoryAt(registry: string, repository: string, insecureRegistries: readonly string[]): Repository {
  const url = URL.parse(`https://${isDockerHub(registry) ? DOCKER_HUB_API : registry}/`);
  if (url === null || url.pathname !== '/' || url.username !== '' || url.search !== '') {
    throw new CountersignError('IMAGE_REFERENCE_INVALID', `${registry} is not a registry's host name`, {
      expected: 'host or host:port',
      found: registry,
      hint: 'Write references as registry.example/repository@sha256:…',
    });
  }
  const plain = isLoopback(url.hostname) || namesHost(insecureRegistries, url) || insecureRegistries.includes(registry);
  return { registry, repository, origin: plain ? `http://${registry}` : url.origin };
}

/** `signature-repository`: a repository without tag or digest. @throws CountersignError IMAGE_REFERENCE_INVALID */
export function namedRepository(text: string, insecureRegistries: readonly string[]): Repository {
  const reference = parseImageReference(text);
  if (reference.tag !== undefined || reference.digest !== undefined) {
    throw new CountersignError('IMAGE_REFERENCE_INVALID', `${text} is not a repository`, {
      expected: 'registry.example/repository',
      found: 'a reference with a tag or digest',
      hint: 'Remove the tag or digest from signature-repository.',
    });
  }
  return repositoryAt(reference.registry, reference.repository, insecureRegistries);
}
