import { GITHUB_TRIGGERS, GITLAB_TRIGGERS } from '../signers/index.js';

type CiKind = 'github' | 'gitlab';

const STRANGERS = 'may use code or input of people without write access';

/** Runs that have the ref and commit of a branch of the repository, whatever code they build. */
const OTHER_CODE = `${STRANGERS}; their certificate names a branch of the repository even if they build a pull request or take files of another run`;

/** Triggers that are wider than most people intend, with what runs that they start may do. */
const WIDE: Readonly<Record<CiKind, Readonly<Record<string, string>>>> = {
  github: {
    pull_request_target: OTHER_CODE,
    workflow_run: OTHER_CODE,
    issue_comment: OTHER_CODE,
    repository_dispatch: OTHER_CODE,
    issues: STRANGERS,
    discussion: STRANGERS,
    discussion_comment: STRANGERS,
    pull_request: STRANGERS,
    pull_request_review: STRANGERS,
    pull_request_review_comment: STRANGERS,
    fork: STRANGERS,
    gollum: STRANGERS,
    watch: STRANGERS,
  },
  gitlab: {
    merge_request_event: STRANGERS,
    external_pull_request_event: STRANGERS,
    trigger: STRANGERS,
    pipeline: STRANGERS,
    parent_pipeline: STRANGERS,
  },
};

/** Every trigger that is known, for the search of spelling mistakes. */
export const KNOWN_TRIGGERS: Readonly<Record<CiKind, readonly string[]>> = {
  github: [
    ...GITHUB_TRIGGERS,
    ...Object.keys(WIDE.github),
    'schedule',
    'merge_group',
    'delete',
    'deployment',
    'deployment_status',
    'registry_package',
    'page_build',
    'status',
    'branch_protection_rule',
    'check_run',
    'check_suite',
    'dynamic',
    'label',
    'milestone',
    'public',
  ],
  gitlab: [
    ...GITLAB_TRIGGERS,
    ...Object.keys(WIDE.gitlab),
    'schedule',
    'api',
    'chat',
    'external',
    'webide',
    'ondemand_dast_scan',
    'ondemand_dast_validation',
    'security_orchestration_policy',
    'pipeline_execution_policy_schedule',
    'container_registry_push',
    'duo_workflow',
  ],
};

/** No run has it: GitHub names the event that started the calling workflow. */
const CALLED = 'do not exist: a called workflow has the trigger of the workflow that calls it; list that one';

/** What a trigger allows, or why it allows nothing, to be read after `runs with the trigger "…"`; undefined: nothing to warn about. */
export function widthOfTrigger(kind: CiKind, trigger: string): string | undefined {
  if (kind === 'github' && trigger === 'workflow_call') return CALLED;
  const wide = WIDE[kind];
  return Object.hasOwn(wide, trigger) ? wide[trigger] : undefined;
}
