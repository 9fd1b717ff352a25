export { startSandbox } from './sandbox.js';
export type {
  Environment,
  RekorChoice,
  Sandbox,
  SandboxFiles,
  SandboxOptions,
  SandboxRegistry,
  SandboxUrls,
  TokenOptions,
} from './options.js';
export {
  corrupted,
  cutShort,
  dripping,
  Faults,
  oversized,
  oversizedHeaders,
  redirectTo,
  tooManyRequests,
  truncated,
  type FaultRule,
  type ServiceName,
} from './faults.js';
export type { RegistryBehaviour } from './registry/index.js';
export type { CiServer, Claims, GithubSubject } from './issuer/index.js';
