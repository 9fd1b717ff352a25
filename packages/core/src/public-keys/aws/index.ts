export { fetchedAwsKey, type FetchedAwsKey } from './key.js';
export { parseAwsKeyReference, type AwsKeyReference } from './reference.js';
export { readAwsSecret } from './secret.js';
export type { AwsConnection } from './client.js';
export { openAwsSession, type AwsSession } from './session.js';
