/** Why bounds on the *earliest* time of a key's signature decide nothing. */
export const KEY_TIME =
  'nothing proves when the signature of a key was made: with the bundle alone anybody can have it stamped anew; for keys "not-after" of the signer, and revocation from a date on, hold';
