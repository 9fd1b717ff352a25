import { fileURLToPath } from 'node:url';

/** `count` of the options, one unless told. */
export type Some = <T>(options: readonly T[], count?: number) => readonly T[];

/** See scripts/sample.mjs. */
export const { sampler } = (await import(fileURLToPath(new URL('../scripts/sample.mjs', import.meta.url)))) as {
  sampler: (what: string) => Some;
};
