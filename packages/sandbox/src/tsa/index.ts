export { createTimestampAuthority, newTimestampAuthorityKeys } from './authority.js';
export type { TimestampAuthority, TimestampAuthorityOptions } from './authority.js';
export type { TimestampQuery } from './query.js';
export type { TokenOptions } from './token.js';
