import { dirname, relative, resolve, sep } from 'node:path';
import { CountersignError, systemReason } from '../../../errors/index.js';
import type { Run } from '../../../run/index.js';
import { decodeUtf8, editYaml, encodeUtf8, readRegularFile, type JsonObject } from '../../../wire/index.js';
import { readKeyList } from '../inventory.js';
import { replaceUnchanged } from '../policy-key.js';
import { made, type Progress, type RotateOptions, type RotationPlan, type Step } from './types.js';

const MAX_BYTES = 1024 * 1024;
const UNKNOWN = '0'.repeat(64);

/**
 * Changes the list of keys: the old key is retired when it signs no more, and the new one has its role. The change is tried first.
 * @returns no step if no list is named
 * @throws CountersignError INPUT_INVALID, FILE_UNREADABLE
 */
export async function keyListSteps(
  run: Run,
  plan: RotationPlan,
  progress: Progress,
  { list }: RotateOptions,
): Promise<readonly Step[]> {
  if (list === undefined) return [];
  const id = `list ${list}`;
  const path = resolve(run.cwd, list);
  const { journal } = plan;
  const changed = (bytes: Uint8Array, sha256: string): Promise<string> => withNewKey(bytes, list, path, plan, sha256);
  const before = bytesOf(path, list);
  if (!journal.done.includes(id) && !(await isChanged(before, list, plan))) await changed(before, UNKNOWN);
  return [
    {
      id,
      title: `change the list of keys ${list}`,
      undo: `take back the changes of ${list}`,
      run: async () => {
        const bytes = bytesOf(path, list);
        if (await isChanged(bytes, list, plan)) return;
        const text = await changed(bytes, made(progress.key).fingerprint);
        await replaceUnchanged(run, { path, bytes, name: list }, text);
      },
    },
  ];
}

/** Whether a run that was ended has changed the list already. */
async function isChanged(bytes: Uint8Array, list: string, { journal }: RotationPlan): Promise<boolean> {
  const { name, fingerprint } = journal;
  return fingerprint !== '' && (await readKeyList(bytes, list)).some((one) => one.name === name && one.sha256 === fingerprint);
}

async function withNewKey(
  bytes: Uint8Array,
  list: string,
  path: string,
  { journal, paths, old }: RotationPlan,
  sha256: string,
): Promise<string> {
  const keys = await readKeyList(bytes, list);
  const at = keys.findIndex(({ name, sha256: pin }) => name === journal.signer || pin === old.fingerprint);
  const listed = keys[at];
  if (listed === undefined)
    throw new CountersignError('INPUT_INVALID', `${list} has no key ${journal.signer}`, {
      expected: keys.map(({ name }) => name).join(', '),
      found: journal.signer,
      hint: 'Give the entry of the old key the name of its signer, or its fingerprint as sha256.',
    });
  if (keys.some(({ name }) => name === journal.name))
    throw new CountersignError('INPUT_INVALID', `${list} already has the key ${journal.name}`, {
      expected: 'a new name for the new key',
      found: journal.name,
    });
  const key = relative(dirname(path), paths.public).split(sep).join('/');
  const entry: JsonObject = { name: journal.name, key, role: listed.role, created: journal.began, sha256 };
  const result = await editYaml(
    decodeUtf8(bytes, list, 'INPUT_INVALID'),
    [
      ...(listed.retired === undefined ? [{ kind: 'put', path: ['keys', at, 'retired'], value: journal.notAfter } as const] : []),
      { kind: 'push', path: ['keys'], value: entry },
    ],
    { maxBytes: MAX_BYTES, what: list, code: 'INPUT_INVALID' },
  );
  await readKeyList(encodeUtf8(result), `${list}, as it would be changed`);
  return result;
}

function bytesOf(path: string, list: string): Uint8Array {
  try {
    return readRegularFile(path, MAX_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the list of keys ${list} cannot be read`, {
      expected: 'a file',
      found: systemReason(cause),
    });
  }
}
