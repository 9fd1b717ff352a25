import { dirname, resolve } from 'node:path';
import { readFrom, refuseOverwrites, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { holdsBundles } from '../evidence/index.js';
import { fileOfKey } from './policy-key.js';
import type { LoadedPolicy } from './load-policies.js';
import type { GateOptions } from './options.js';

/**
 * Refuses outputs that would overwrite an artifact, a policy or a file that it names, a checksum file, or evidence: the judged files
 * would be lost, and the next run would read a report instead.
 * @throws CountersignError INPUT_INVALID
 */
export function refuseOutputs(
  run: Pick<Run, 'cwd'>,
  options: GateOptions,
  policies: readonly LoadedPolicy[],
  subjects: readonly Subject[],
): void {
  const { outputs = [], checksums = [], policies: files = [], evidence = [], bundle, trustedRoot } = options;
  if (outputs.length === 0) return;
  const named = [...checksums, ...files, ...evidence, bundle, trustedRoot].flatMap((path) => path ?? []);
  refuseOverwrites(outputs, [
    ...named.map((path) => resolve(run.cwd, path)),
    ...subjects.flatMap(readFrom),
    ...policies.flatMap((loaded, index) => namedBy(loaded, dirname(resolve(run.cwd, files[index] ?? 'policy')))),
  ]);
  const evidenceLost = outputs.find(({ path }) => holdsBundles(path));
  if (evidenceLost === undefined) return;
  throw new CountersignError('INPUT_INVALID', `${evidenceLost.what} would overwrite a bundle`, {
    expected: 'a path of its own',
    found: evidenceLost.path,
  });
}

/** Root and key files of a policy, relative to its folder. */
function namedBy({ policy }: LoadedPolicy, folder: string): readonly string[] {
  const roots = [...policy.trusts.values()].flatMap(({ root }) => (root.kind === 'file' ? [root.file] : []));
  const keys = [...policy.signers.values()].flatMap(({ who }) => (who.kind === 'key' ? (fileOfKey(who.source) ?? []) : []));
  return [...roots, ...keys].map((file) => resolve(folder, file));
}
