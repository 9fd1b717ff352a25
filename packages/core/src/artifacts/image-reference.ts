import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';

/** An image reference taken apart; nothing was asked of the registry. */
export interface ImageReference {
  /** Host with optional port, e.g. `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** e.g. `acme/app`; on Docker Hub a bare name becomes `library/<name>`. */
  readonly repository: string;
  /** Undefined when none is written; `latest` is not made up. */
  readonly tag: string | undefined;
  /** `sha256:<hex>` (or sha384, sha512); undefined when none is written. */
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
 * Takes `[registry/]repository[:tag][@digest]` apart by the grammar of distribution/reference: the first part is a registry if it holds a dot
 * or a colon, or is `localhost`; otherwise the image is on Docker Hub. An `oci://` in front is dropped.
 * @throws CountersignError IMAGE_REFERENCE_INVALID
 */
export function parseImageReference(text: string): ImageReference {
  const written = text.startsWith('oci://') ? text.slice('oci://'.length) : text;
  const at = written.indexOf('@');
  const digest = at === -1 ? undefined : written.slice(at + 1);
  const front = at === -1 ? written : written.slice(0, at);
  if (digest !== undefined && !DIGEST.test(digest))
    throw invalid(text, 'sha256:<64 lower-case hex digits> after @', excerpt(digest));
  // A colon behind the last slash starts a tag; one before it is a port's.
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
      ? 'Write one image a line, without commas.'
      : 'Write it like ghcr.io/acme/app@sha256:… or registry.example:5000/app:1.2.3.',
  });
}
