/** The table: cases are run a few at a time, each gives a verdict, and the table is printed and kept as Markdown. */

/** A case that cannot be run here, with the reason; everything else that is thrown is a failure. */
export class Skipped extends Error {}

/**
 * @param cases {{group: string, name: string, direction: string, needs: string[], run: () => Promise<string>}[]}
 * @param options {{concurrency: number, missing: (needs: string[]) => string[], strict: boolean, log: (line: string) => void}}
 */
export async function runCases(cases, { concurrency, missing, strict, log }) {
  const results = new Array(cases.length);
  let next = 0;
  const work = async () => {
    while (next < cases.length) {
      const at = next++;
      const one = cases[at];
      const started = performance.now();
      results[at] = { ...one, ...(await outcome(one, missing, strict)), seconds: (performance.now() - started) / 1000 };
      const { state, verdict, seconds } = results[at];
      log(`${MARK[state]} ${one.name} | ${one.direction} | ${firstLine(verdict)} (${seconds.toFixed(1)} s)`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

const MARK = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' };

async function outcome({ needs, run }, missing, strict) {
  const absent = [...new Set(missing(needs))];
  if (absent.length > 0) return { state: strict ? 'failed' : 'skipped', verdict: `not installed: ${absent.join(', ')}` };
  try {
    return { state: 'passed', verdict: await run() };
  } catch (error) {
    if (error instanceof Skipped) return { state: strict ? 'failed' : 'skipped', verdict: error.message };
    return { state: 'failed', verdict: error instanceof Error ? error.message : String(error) };
  }
}

const firstLine = (text) => text.split('\n', 1)[0].slice(0, 200);
const cell = (text) => firstLine(text).replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** The table, one section a group. */
export function markdown(results) {
  const groups = Map.groupBy(results, ({ group }) => group);
  const sections = [...groups].map(([group, rows]) =>
    [
      `## ${group}`,
      '',
      '| case | direction | verdict |',
      '|---|---|---|',
      ...rows.map(
        ({ name, direction, state, verdict }) => `| ${cell(name)} | ${cell(direction)} | ${WORD[state]}${cell(verdict)} |`,
      ),
    ].join('\n'),
  );
  return `# Interoperability\n\n${sections.join('\n\n')}\n\n${summary(results)}\n`;
}

const WORD = { passed: '', failed: '**FAILED** ', skipped: 'skipped: ' };

export function summary(results) {
  const count = (wanted) => results.filter(({ state }) => state === wanted).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}
