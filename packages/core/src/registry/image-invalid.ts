import { CountersignError } from '../errors/index.js';

/** The error for an image whose parts contradict each other or exceed a limit: it was pushed like this, not damaged in transit. */
export function imageInvalid(message: string, expected: string, found: string): CountersignError {
  return new CountersignError('IMAGE_INVALID', message, {
    expected,
    found,
    hint: 'Do not deploy this image. It must be built and pushed again.',
  });
}
