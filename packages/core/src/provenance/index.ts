export type { BuildFacts } from './build-facts.js';
export { describeBuild, type BuildOptions } from './describe-build.js';
export { GITHUB_BUILD_EVENTS, GITHUB_BUILD_TYPE, githubFacts } from './github.js';
export { GITLAB_BUILD_TYPE, gitlabFacts, type GitlabComponent, type GitlabDetails } from './gitlab.js';
