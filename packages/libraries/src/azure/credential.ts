/** Gives access tokens. The vendor's credentials have this shape, which needs no package of the vendor to be read. */
export interface AzureCredential {
  getToken(
    scopes: string | string[],
    options?: object,
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}
