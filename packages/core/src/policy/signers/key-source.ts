import type { KeySource } from './model.js';

/** Where a key comes from, in words that follow "the key": `in keys/release.pub`. */
export function describeKeySource({ kind, at }: KeySource): string {
  switch (kind) {
    case 'file':
    case 'secret':
    case 'reference':
      return `in ${at}`;
    case 'certificate':
      return `in the certificate ${at}`;
    case 'env':
      return `in the environment variable ${at}`;
    case 'kms':
      return at;
    case 'url':
      return `at ${at}`;
  }
}
