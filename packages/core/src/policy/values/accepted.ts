import { CountersignError } from '../../errors/index.js';

/** The meaning of a text that a shape has already accepted; any other text here is a bug. */
export function accepted<T>(meaning: T | Error): T {
  if (meaning instanceof Error)
    throw new CountersignError('INTERNAL', `a policy contains a text that its reader does not accept: ${meaning.message}`);
  return meaning;
}
