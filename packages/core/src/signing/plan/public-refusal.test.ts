import { expect, it } from '@jest/globals';
import { publicRefusal } from './public-refusal.js';

const github = { job_workflow_ref: 'acme/app/.github/workflows/r.yml@refs/heads/main', repository: 'acme/app' };
const gitlab = { pipeline_source: 'push', project_path: 'acme/app' };

it.each([
  [{ ...github, repository_visibility: 'private' }, 'the repository acme/app is private,', 'workflow', true],
  [{ ...github, repository_visibility: 'internal' }, 'the repository acme/app is internal,', 'workflow', true],
  [{ ...github, repository_visibility: '' }, 'the repository acme/app is not public,', 'workflow', true],
  [{ ...gitlab, project_visibility: 'internal' }, 'the project acme/app is internal,', 'pipeline', false],
] as const)(
  '%j: the refusal uses the words of the platform, and names only ways that it has',
  (claims, says, file, hasInstance) => {
    const error = publicRefusal(claims, undefined);
    expect(error?.message).toContain(says);
    expect(error?.expected).toBe(`confirm-public: true in the ${file} file`);
    expect(error?.hint?.includes('trusted-root: github')).toBe(hasInstance);
  },
);

it('what is public needs no consent', () => {
  expect(publicRefusal({ ...github, repository_visibility: 'public' }, undefined)).toBeUndefined();
  expect(publicRefusal(undefined, undefined)).toBeUndefined();
});
