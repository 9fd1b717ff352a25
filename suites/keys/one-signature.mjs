/** What cases do that sign one file with a key at a service. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { JUDGES } from '../interop/judges.mjs';
import { must } from '../interop/processes.mjs';
import { instanceFlags } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';

/** Signs a new file. @returns its path, that of the bundle, and the result */
export async function sign({ folder, stack }, key, env, flags = [], instance = stack.real23 ?? stack.sandbox) {
  const cwd = mkdtempSync(join(folder, 'signed-'));
  const file = join(cwd, 'app-1.0.tgz');
  writeFileSync(file, `a package ${cwd}\n`);
  const job = await instance.environment('github');
  const result = await runCli(['sign-blob', 'app-1.0.tgz', '--key', key, ...flags, ...instanceFlags(instance)], {
    cwd,
    scratch: cwd,
    env: { ...job, ...env },
  });
  return { cwd, file, bundle: `${file}.sigstore.json`, result, root: instance.trustedRoot };
}

/** Our gate with the key at its service. */
export const verifyAt = (env, made, key, flags = []) =>
  runCli(['verify', made.file, '--bundle', made.bundle, '--trusted-root', made.root, '--key', key, ...flags, '--json'], {
    cwd: made.cwd,
    scratch: made.cwd,
    env,
  });

/** @returns the text of the row, if the run ended badly and said all of this */
export const refusedWith = (result, ...words) => {
  const missing = words.find((text) => !result.output.includes(text));
  if (result.status === 0) throw new Error(`it was signed\n${result.output}`);
  if (missing !== undefined) throw new Error(`refused without "${missing}"\n${result.output}`);
  return `refused: ${words[0]}`;
};

export async function accepts(judge, question) {
  const { accepted, output } = await JUDGES[judge].verify(question);
  if (!accepted) throw new Error(`refused what is good\n${output}`);
}

export async function refuses(judge, question) {
  const { accepted, output } = await JUDGES[judge].verify(question);
  if (accepted) throw new Error(`accepted\n${output}`);
}

/** Of a public key, by openssl. */
export const fingerprint = async (path) => {
  await must(peer('openssl'), ['pkey', '-pubin', '-in', path, '-outform', 'DER', '-out', `${path}.der`], {});
  const [digest] = (await must(peer('openssl'), ['dgst', '-sha256', '-r', `${path}.der`], {})).split(' ');
  return `sha256:${digest}`;
};
