export type { BuildFacts } from './build-facts.js';
export { describeBuild, type BuildOptions } from './describe-build.js';
export type { GitlabComponent, GitlabDetails } from './gitlab.js';
