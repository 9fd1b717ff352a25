import {
  filePathProblem,
  expectedIdentityForm,
  expectedIssuerForm,
  triggersProblem,
  workflowPathProblem,
} from '../signers/index.js';
import { key, type KeyDocument } from './key-signer.js';
import {
  commit,
  exactRef,
  filePath,
  githubRepository,
  host,
  hostAndPath,
  id,
  LATER,
  list,
  matching,
  may,
  moment,
  NAME_TEXT,
  need,
  object,
  plain,
  plainOr,
  refine,
  refOrCommit,
  refPattern,
  report,
  reportLater,
  repository,
  same,
  url,
  word,
  yesOrNo,
  type Shape,
} from '../values/index.js';

/* Signers as people write them. */

export interface GithubDocument {
  readonly host?: string;
  readonly issuer?: string;
  readonly source: {
    readonly repository: string;
    readonly refs?: readonly string[];
    readonly id?: string;
    readonly 'owner-id'?: string;
    readonly digest?: string;
  };
  readonly workflow: string | OtherFileDocument<'repository'>;
  readonly caller?: string;
  readonly runner?: string;
  readonly triggers?: readonly string[];
  readonly environment?: string;
}
export type OtherFileDocument<K extends 'repository' | 'project'> = {
  readonly path: string;
  readonly digest?: string;
  readonly ref?: string;
} & { readonly [key in K]: string };

const trigger = matching(/^[a-z][a-z_]{0,63}$/, 'a trigger', 'push');
const pinned = <T extends { readonly digest?: string; readonly ref?: string }>(shape: Shape<T>): Shape<T> =>
  refine(shape, (value, place) =>
    value.digest === undefined && value.ref === undefined
      ? report(
          place,
          'a file of another repository is pinned by "digest" (its commit) or "ref" (an exact ref or commit); otherwise any version of it could sign',
        )
      : value,
  );

/** Several names of one repository, for renames, are not in this version. */
const oneName = (shape: Shape<string>): Shape<string> => ({
  schema: shape.schema,
  read: (place) => (Array.isArray(place.value) ? reportLater(place, 'a list of names') : shape.read(place)),
});

const workflowPath = refine(filePath, (value, place) => {
  const problem = filePathProblem(value) ?? workflowPathProblem(value);
  if (problem !== undefined) return report(place, problem);
  if (/\.ya?ml$/.test(value)) return value;
  const [path, ref] = value.split(/(?<=\.ya?ml)@/);
  return report(
    place,
    ref === undefined
      ? `expected a workflow file that ends in .yml or .yaml, found "${value}"`
      : `write the workflow as "${path ?? ''}", without "@${ref}": the refs of a signer are listed under "source.refs", the ref of a reusable workflow under "ref"`,
  );
});
const configPath = refine(filePath, (value, place) => {
  const problem = filePathProblem(value);
  if (problem !== undefined) return report(place, problem);
  return /\.ya?ml@/.test(value)
    ? report(
        place,
        `write the configuration file without a ref, found "${value}": the refs of a signer are listed under "source.refs", the ref of another project's file under "ref"`,
      )
    : value;
});
const issuer = refine(url, (value, place) => {
  const expected = expectedIssuerForm(value);
  return expected === undefined ? value : report(place, `no token has this issuer: expected ${expected}, found "${value}"`);
});

const github = object<GithubDocument>({
  host: may(host),
  issuer: may(issuer),
  source: need(
    object<GithubDocument['source']>({
      repository: need(oneName(githubRepository)),
      refs: may(list(refPattern, same)),
      id: may(id),
      'owner-id': may(id),
      digest: may(commit),
    }),
  ),
  workflow: need(
    plainOr(
      workflowPath,
      pinned(
        object<OtherFileDocument<'repository'>>({
          repository: need(githubRepository),
          path: need(workflowPath),
          digest: may(commit),
          ref: may(refOrCommit),
        }),
      ),
    ),
  ),
  caller: may(workflowPath),
  runner: may(word(['github-hosted', 'self-hosted'])),
  triggers: may(list(trigger, same)),
  environment: may(plain('an environment', 'production')),
});

export interface GitlabDocument {
  readonly host?: string;
  readonly issuer?: string;
  readonly source: {
    readonly project: string;
    readonly refs?: readonly string[];
    readonly id?: string;
    readonly 'namespace-id'?: string;
    readonly digest?: string;
  };
  readonly config?: string | OtherFileDocument<'project'>;
  readonly runner?: string;
  readonly triggers?: readonly string[];
  readonly environment?: string;
}
const gitlab = object<GitlabDocument>({
  host: may(hostAndPath),
  issuer: may(issuer),
  source: need(
    object<GitlabDocument['source']>({
      project: need(oneName(repository('a project'))),
      refs: may(list(refPattern, same)),
      id: may(id),
      'namespace-id': may(id),
      digest: may(commit),
    }),
  ),
  config: may(
    plainOr(
      configPath,
      pinned(
        object<OtherFileDocument<'project'>>({
          project: need(repository('a project')),
          path: need(configPath),
          digest: may(commit),
          ref: may(exactRef),
        }),
      ),
    ),
  ),
  runner: may(word(['gitlab-hosted', 'self-hosted'])),
  triggers: may(list(trigger, same)),
  environment: may(plain('an environment', 'production')),
});

export interface SignerDocument {
  readonly github?: GithubDocument;
  readonly gitlab?: GitlabDocument;
  readonly keyless?: { readonly identity: string; readonly issuer: string; readonly triggers?: readonly string[] };
  readonly key?: KeyDocument;
  readonly fallback?: 'true' | 'false';
  readonly trust?: string;
  readonly 'not-before'?: string;
  readonly 'not-after'?: string;
}
export const signer = object<SignerDocument>(
  {
    github: may(github),
    gitlab: may(gitlab),
    keyless: may(
      refine(
        object<NonNullable<SignerDocument['keyless']>>({
          identity: need(
            refine(plain('an exact identity', 'alice@acme.dev'), (value, place) =>
              /[*{}\s]/.test(value)
                ? report(place, `expected an exact identity, found "${value}"; patterns are for "github" and "gitlab"`)
                : value,
            ),
          ),
          issuer: need(issuer),
          triggers: may(list(trigger, same)),
        }),
        (value, place) => {
          const expected = expectedIdentityForm(value.identity, value.issuer);
          if (expected !== undefined)
            return report(
              place,
              `no certificate of this issuer has this identity: expected ${expected}, found "${value.identity}"`,
              'identity',
            );
          const problem = value.triggers === undefined ? undefined : triggersProblem(value.identity, value.issuer);
          return problem === undefined ? value : report(place, problem, 'triggers');
        },
      ),
    ),
    key: may(key),
    fallback: may(yesOrNo),
    trust: may(NAME_TEXT),
    'not-before': may(moment),
    'not-after': may(moment),
  },
  { exactlyOne: ['github', 'gitlab', 'keyless', 'key'], later: LATER.signer },
);
