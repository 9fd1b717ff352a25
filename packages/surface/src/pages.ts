import type { Code } from '@countersign/core/errors';
import { VERSION } from './version.js';

/** The one place that builds links to our pages: those of the version that runs, since codes and inputs differ between versions. */
const PAGES = `https://github.com/countersign/countersign/blob/v${VERSION}/docs/reference`;

/** Where an error code is explained. GitHub makes the anchor of a heading in lower case. */
export function pageOfCode(code: Code): string {
  return `${PAGES}/errors.md#${code.toLowerCase()}`;
}
