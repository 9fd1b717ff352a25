/** What must never be printed; one per run. */
export interface Secrets {
  add(value: string): void;
  /** The text with every secret replaced by `***`. */
  mask(text: string): string;
}

/** Shorter values would mask half of every line, and are no secrets. */
const SHORTEST = 6;

export function createSecrets(): Secrets {
  const values = new Set<string>();
  return {
    add(value) {
      for (const line of [value, ...value.split(/\r?\n/)]) if (line.trim().length >= SHORTEST) values.add(line.trim());
    },
    mask(text) {
      let masked = text;
      // Longest first: a secret inside another would leave the longer one's rest readable.
      for (const value of [...values].sort((a, b) => b.length - a.length)) masked = masked.replaceAll(value, '***');
      return masked;
    },
  };
}
