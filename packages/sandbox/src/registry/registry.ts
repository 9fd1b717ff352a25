import { json, type Answer, type Handler, type SandboxRequest } from '../http/router.js';
import type { State } from '../state.js';
import { empty, RegistryError } from './answers.js';
import { createAuth, type Credentials } from './auth.js';
import { createBlobs } from './blobs.js';
import { createManifests } from './manifests.js';
import { createReferrers } from './referrers.js';
import { RegistryStorage } from './storage.js';

/** The behaviour of the registry; by default a modern registry that anyone may write to. */
export interface RegistryBehaviour {
  /** The referrers API: present, missing, or missing although `OCI-Subject` is sent. Default true. */
  readonly referrers?: boolean | 'header-only';
  /** Entries per page of the referrers API. Default 100. */
  readonly referrersPageSize?: number;
  /** Whether the referrers API filters by `artifactType`. Default true. */
  readonly referrersFilter?: boolean;
  /** Default `none`. */
  readonly auth?: 'none' | 'basic' | 'token';
  /** Whether content can be read without credentials. Default false. */
  readonly anonymousPull?: boolean;
  /** Default 300 000 ms. */
  readonly tokenLifetimeMs?: number;
  /** Whether conditional PUTs of manifests are supported. Default true. */
  readonly ifMatch?: boolean;
  /** Whether blobs are answered with a redirect to another host name. Default false. */
  readonly redirectBlobs?: boolean;
}

export interface RegistryOptions extends RegistryBehaviour {
  readonly state: State;
  readonly clock: () => Date;
  readonly credentials: Credentials;
}

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const ROUTE = /^\/v2\/(.+)\/(blobs\/uploads\/|blobs\/|manifests\/|tags\/list|referrers\/)([^/]*)$/;

/** An OCI registry (distribution-spec 1.1) in one handler. Its ports serve plain HTTP. */
export function createRegistry(options: RegistryOptions): Handler {
  const storage = new RegistryStorage(options.state);
  const auth = createAuth({
    mode: options.auth ?? 'none',
    credentials: options.credentials,
    anonymousPull: options.anonymousPull ?? false,
    tokenLifetimeMs: options.tokenLifetimeMs ?? 300_000,
    clock: options.clock,
  });
  const referrersMode = options.referrers ?? true;
  const blobs = createBlobs({ storage, auth, redirect: options.redirectBlobs ?? false });
  const manifests = createManifests({ storage, auth, saysSubject: referrersMode !== false, ifMatch: options.ifMatch ?? true });
  const referrers = createReferrers({
    storage,
    auth,
    present: referrersMode === true,
    pageSize: options.referrersPageSize ?? 100,
    filters: options.referrersFilter ?? true,
  });

  const route = (request: SandboxRequest): Answer | undefined => {
    const { pathname } = request.url;
    if (pathname === '/token') return auth.tokens(request);
    if (pathname.startsWith('/_storage/')) return blobs.stored(request);
    if (pathname === '/v2/' || pathname === '/v2') {
      auth.require(request, 'push');
      return json(200, {}, { 'docker-distribution-api-version': 'registry/2.0' });
    }
    if (pathname === '/v2/_catalog') {
      auth.require(request, 'push');
      return json(200, { repositories: storage.names() });
    }
    const [, repository, what, rest = ''] = ROUTE.exec(decodeURIComponent(pathname)) ?? [];
    if (repository === undefined) return undefined;
    if (!NAME.test(repository)) throw new RegistryError(400, 'NAME_INVALID', 'invalid repository name');
    switch (what) {
      case 'blobs/uploads/':
        if (rest !== '') return blobs.upload(request, repository, rest);
        return request.method === 'POST' ? blobs.start(request, repository) : empty(405);
      case 'blobs/':
        return blobs.blob(request, repository, rest);
      case 'manifests/':
        return manifests.manifest(request, repository, rest);
      case 'tags/list':
        return manifests.tags(request, repository);
      default:
        return referrers(request, repository, rest);
    }
  };

  return (request) => {
    try {
      return route(request);
    } catch (error) {
      if (error instanceof RegistryError) return error.answer();
      throw error;
    }
  };
}
