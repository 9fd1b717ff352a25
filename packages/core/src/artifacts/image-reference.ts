import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';

/** The parts of an image reference; the registry was not contacted. */
export interface ImageReference {
  /** Host with optional port, e.g. `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** For example `acme/app`; on Docker Hub a single name becomes `library/<name>`. */
  readonly repository: string;
  /** Undefined if the reference has none; `latest` is not added. */
  readonly tag: string | undefined;
  /** `sha256:<hex>` (or sha384, sha512); undefined if the reference has none. */
  readonly digest: string | undefined;
  /** `registry/repository`. */
  readonly name: string;
}

const REGISTRY =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
const DOCKER_HUB = 'docker.io';

/**
 * Parses `[registry/]repository[:tag][@digest]` with the grammar of distribution/reference: the first part is a registry if it contains a
 * dot or a colon, or is `localhost`; otherwise the image is on Docker Hub. A leading `oci://` is removed.
 * @throws CountersignError IMAGE_REFERENCE_INVALID
 */
export function parseImageReference(text: string): ImageReference {
  const written = text.startsWith('oci://') ? text.slice('oci://'.length) : text;
  const at = written.indexOf('@');
  const digest = at === -1 ? undefined : written.slice(at + 1);
  const front = at === -1 ? written : written.slice(0, at);
  if (digest !== undefined && !DIGEST.test(digest))
    throw invalid(text, 'sha256:<64 lower-case hex digits> after @', excerpt(digest));
  // A colon after the last slash starts a tag; a colon before it belongs to the port.
  const colon = front.indexOf(':', front.lastIndexOf('/') + 1);
  const tag = colon === -1 ? undefined : front.slice(colon + 1);
  const path = colon === -1 ? front : front.slice(0, colon);
  if (tag !== undefined && !TAG.test(tag))
    throw invalid(text, 'a tag of letters, digits, ".", "_" and "-", at most 128', excerpt(tag));
  const { registry, repository } = splitRegistry(path);
  if (!REGISTRY.test(registry)) throw invalid(text, 'a registry host', excerpt(registry));
  const wrong = repository.split('/').find((component) => !COMPONENT.test(component));
  if (wrong !== undefined)
    throw invalid(text, 'lower-case letters and digits, separated by ".", "_", "__", "-" or "/"', excerpt(wrong));
  if (repository.length > 255) throw invalid(text, 'at most 255 characters', `${repository.length}`);
  return { registry, repository, tag, digest, name: `${registry}/${repository}` };
}

function splitRegistry(path: string): { readonly registry: string; readonly repository: string } {
  const slash = path.indexOf('/');
  const first = slash === -1 ? '' : path.slice(0, slash);
  if (!/[.:]/.test(first) && first !== 'localhost') return onDockerHub(path);
  const repository = path.slice(slash + 1);
  return first === DOCKER_HUB || first === 'index.docker.io'
    ? onDockerHub(repository)
    : { registry: first.toLowerCase(), repository };
}

function onDockerHub(path: string): { readonly registry: string; readonly repository: string } {
  return { registry: DOCKER_HUB, repository: path.includes('/') ? path : `library/${path}` };
}

function invalid(text: string, expected: string, found: string): CountersignError {
  return new CountersignError('IMAGE_REFERENCE_INVALID', `${excerpt(text)} is not an image reference`, {
    expected,
    found,
    hint: text.includes(',')
      ? 'Write one image per line, without commas.'
      : 'Examples: ghcr.io/acme/app@sha256:…, registry.example:5000/app:1.2.3.',
  });
}
