export { fetchedAwsKey, type FetchedAwsKey } from './key.js';
export { parseAwsKeyReference, type AwsKeyReference } from './reference.js';
export { readAwsSecret } from './secret.js';
export { unusable, withLibrary } from './client.js';
export { openAwsSession, type AwsSession } from './session.js';
