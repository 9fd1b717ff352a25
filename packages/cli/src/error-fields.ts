import type { CountersignError } from '@countersign/core/errors';
import type { Log } from '@countersign/core/run';

/** An error as it stands in a `--json` document, with secrets masked. */
export function errorFields(log: Log, { code, message, expected, found, hint }: CountersignError): object {
  const mask = (text: string | undefined): string | undefined => (text === undefined ? text : (log.mask?.(text) ?? text));
  return { code, message: mask(message), expected: mask(expected), found: mask(found), hint: mask(hint) };
}
