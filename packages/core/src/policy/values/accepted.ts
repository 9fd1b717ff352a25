import { CountersignError } from '../../errors/index.js';

/** What a text means that a reader has accepted; one that it has not never comes here. */
export function accepted<T>(meaning: T | Error): T {
  if (meaning instanceof Error)
    throw new CountersignError('INTERNAL', `a policy holds a text that its reader does not accept: ${meaning.message}`);
  return meaning;
}
