import { json } from '../../../http/router.js';
import { Refusal } from '../refusal.js';

/** An error of Key Vault (https://learn.microsoft.com/en-us/rest/api/keyvault/keys/sign/sign, KeyVaultError). */
export function vaultRefusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return new Refusal(json(status, { error: { code, message } }, headers));
}

/** An error of the login service (https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes). */
export function loginRefusal(status: number, error: string, number: number, words: string): Refusal {
  return new Refusal(
    json(status, { error, error_description: `AADSTS${number}: ${words} Trace ID: 0 Correlation ID: 0`, error_codes: [number] }),
  );
}
