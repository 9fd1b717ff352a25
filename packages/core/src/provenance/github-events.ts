import type { GithubClaims, Claims } from '../ci/index.js';

/** GitHub's build type. It "MUST NOT be used for any other event type" than those below (github.com/actions/buildtypes). */
const GITHUB_BUILD_TYPE = 'https://actions.github.io/buildtypes/workflow/v1';
const GITHUB_BUILD_EVENTS: readonly string[] = ['create', 'release', 'push', 'workflow_dispatch'];

/** Our build type for every other event, with the same fields: docs/reference/buildtypes/github-workflow-v1.md. */
const OTHER_EVENTS_BUILD_TYPE = 'https://countersign.dev/buildtypes/github-workflow/v1';

/** Parameters of a run, in GitHub's contexts, that are in no claim of its token, although the workflow can read them. */
const NOT_RECORDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['schedule', ['github.event.schedule']],
  ['merge_group', ['github.event.merge_group']],
  ['pull_request', ['github.event.pull_request']],
  ['pull_request_target', ['github.event.pull_request']],
  ['workflow_run', ['github.event.workflow_run']],
  ['repository_dispatch', ['github.event.action', 'github.event.client_payload']],
]);

/** Events whose runs have the commit of a branch of the repository, and are often written to build other code: that of a pull request or of another run. */
const OTHER_CODE: readonly string[] = ['pull_request_target', 'workflow_run', 'issue_comment', 'repository_dispatch'];

interface EventParameters {
  readonly buildType: string;
  /** Further members of `internalParameters.github`, from claims of the token. */
  readonly github: Readonly<Record<string, string>>;
  readonly notRecorded: readonly string[];
}

/** The build type for the event of a run, what it records of the event, and what it does not record. */
export function eventParameters(claims: GithubClaims): EventParameters {
  const { event_name: event } = claims;
  if (GITHUB_BUILD_EVENTS.includes(event)) return { buildType: GITHUB_BUILD_TYPE, github: {}, notRecorded: [] };
  const all: Claims = claims;
  const refs = ['base_ref', 'head_ref'].flatMap((name) => {
    const value = all[name];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  const called = claims.job_workflow_ref !== claims.workflow_ref;
  return {
    buildType: OTHER_EVENTS_BUILD_TYPE,
    github: Object.fromEntries(refs),
    notRecorded: [...(NOT_RECORDED.get(event) ?? ['github.event']), ...(called ? ['inputs'] : [])],
  };
}

/** Whether runs of this event often build other code than the commit that token, certificate and provenance name. */
export const oftenBuildsOtherCode = (event: string): boolean => OTHER_CODE.includes(event);
