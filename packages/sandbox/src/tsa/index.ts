export { createTimestampAuthority, newTimestampAuthorityKeys } from './authority.js';
export type { TimestampAuthority } from './authority.js';
