import type { AskedService } from '../net/index.js';

/** The words for errors about one file of a mirror. */
export function askedMirror(url: string): AskedService {
  return {
    role: 'the TUF repository',
    url,
    expected: 'metadata',
    configured: 'trusted-root',
    instead: 'Try again later, raise timeout, or give the trusted root as a file (trusted-root).',
    refused: 'Check the address of the TUF repository in trusted-root.',
    outage: 'FETCH_FAILED',
  };
}
