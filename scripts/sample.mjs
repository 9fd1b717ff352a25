/**
 * Samples of matrices that are too large for every push. COUNTERSIGN_SAMPLE=all takes everything (`npm run suites -- --all`);
 * COUNTERSIGN_SAMPLE_SEED repeats a sample that was printed.
 */
/** Whether this is a whole run. */
export const TAKES_ALL = process.env.COUNTERSIGN_SAMPLE === 'all';

/**
 * @param {string} what is sampled, for the line that prints the seed
 * @returns {<T>(options: readonly T[], count?: number) => readonly T[]} `count` of the options, default one, in their order
 */
export function sampler(what) {
  if (TAKES_ALL) return (options) => options;
  const seed = Number(process.env.COUNTERSIGN_SAMPLE_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(
    `${what}: a sample; COUNTERSIGN_SAMPLE_SEED=${seed} repeats it, COUNTERSIGN_SAMPLE=all takes everything\n`,
  );
  let state = seed;
  // The high bits: the low ones of such a sequence repeat after few steps.
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >>> 8;
  return (options, count = 1) => {
    const order = options.map((_, index) => [next(), index]).sort(([a], [b]) => a - b);
    const chosen = new Set(order.slice(0, count).map(([, index]) => index));
    return options.filter((_, index) => chosen.has(index));
  };
}
