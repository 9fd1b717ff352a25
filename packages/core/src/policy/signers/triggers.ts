/** Default triggers. They run code that the repository has accepted; never pull requests, chained workflows or schedules. */
export const GITHUB_TRIGGERS = ['push', 'release', 'create', 'workflow_dispatch'] as const;
export const GITLAB_TRIGGERS = ['push', 'web'] as const;
