/** Why a limit on the *earliest* time of a key's signature is refused. */
export const KEY_TIME =
  'nothing proves when a key made a signature: anyone with the bundle can get a new timestamp for it; for keys, use "not-after" of the signer or revocation from a date on';
