import type { KeyServices } from '../../../public-keys/index.js';
import type { Run } from '../../../run/index.js';

export interface StoreOptions {
  /** The tokens of hosts of code, as the user named them. Never sent to another kind of host. */
  readonly githubToken?: string | undefined;
  readonly gitlabToken?: string | undefined;
  readonly services?: KeyServices | undefined;
  /** An earlier run of the same rotation may have stored this key already. */
  readonly resumed?: boolean | undefined;
}

/** A place that was asked whether it can take a secret, as far as it can say without one. */
export interface PreparedStore {
  /** For reports; never a secret. */
  readonly where: string;
  /**
   * Stores the secret; an earlier one of the same name is replaced.
   * @returns how a job uses it, a sentence for people
   */
  readonly put: (secret: string) => Promise<string>;
}

/** One kind of place for the private half of a key. */
export interface SecretStore {
  readonly form: string;
  readonly matches: RegExp;
  readonly summary: string;
  readonly load: () => Promise<{ readonly prepareStore: PrepareStore }>;
}

/** @throws CountersignError INPUT_INVALID, INPUT_MISSING, SERVICE_*, NETWORK_FORBIDDEN */
export type PrepareStore = (run: Run, reference: string, options: StoreOptions) => Promise<PreparedStore>;
