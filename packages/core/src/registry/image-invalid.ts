import { CountersignError } from '../errors/index.js';

/** An image whose parts contradict one another, or that is larger than an image can be: pushed so, not damaged on the way. */
export function imageInvalid(message: string, expected: string, found: string): CountersignError {
  return new CountersignError('IMAGE_INVALID', message, {
    expected,
    found,
    hint: "don't deploy it; whoever pushed the image must build it again",
  });
}
