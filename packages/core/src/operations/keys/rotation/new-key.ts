import { publicKeyFromPem, type KeyDetails, type PublicKey } from '../../../crypto/index.js';
import { CountersignError } from '../../../errors/index.js';
import { createKey } from '../../../keys/index.js';
import { openPublicKey } from '../../../public-keys/index.js';
import type { Run } from '../../../run/index.js';
import { encodeUtf8, replaceFile } from '../../../wire/index.js';
import { writeJournal } from '../journal.js';
import { publicPem } from '../key-facts.js';
import { makeKey } from '../make-key.js';
import { PRIVATE_MODE, PUBLIC_MODE, writeNewFile } from '../new-files.js';
import { shown, textOf } from './files.js';
import type { Progress, RotateOptions, RotationPlan, Step } from './types.js';

/** The public half stands beside the journal, because an encrypted key file does not show it. */
export const keptPublicFile = ({ journalFile }: Pick<RotationPlan, 'journalFile'>): string => `${journalFile}.pub`;

/** Makes the new key. */
export function keyStep(run: Run, plan: RotationPlan, progress: Progress, options: RotateOptions): Step {
  const { keyFile, journal, journalFile } = plan;
  const noteKey = async (key: PublicKey): Promise<void> => {
    progress.key = key;
    progress.journal = { ...progress.journal, fingerprint: key.fingerprint };
    await replaceFile(keptPublicFile(plan), publicPem(key), { random: run.random, flush: true, mode: PUBLIC_MODE });
    await writeJournal(run, journalFile, progress.journal);
  };
  if (keyFile === undefined) {
    const { services, newVersion, pin: password } = options;
    return {
      id: 'key',
      title: `make the key ${journal.key}`,
      undo: `disable or delete the key ${journal.key} at its service`,
      run: async () => noteKey(await createKey(run, journal.key, options.details, { password, services, newVersion })),
    };
  }
  return {
    id: 'key',
    title: `write the private key to ${shown(run, keyFile)}`,
    undo: `remove ${shown(run, keyFile)}`,
    run: async () => {
      const password = options.format === 'pkcs8-plain' ? undefined : await options.password();
      const pair = await makeKey(run, options.details, options.format, password);
      // Noted first: a key file whose public half is not known would be of no use.
      await noteKey(pair.publicKey);
      await writeNewFile(run, keyFile, pair.privatePem, PRIVATE_MODE);
    },
  };
}

/** The key that an earlier run made. @throws CountersignError KEY_INVALID if it is another one now */
export async function keptKey(run: Run, plan: RotationPlan, { services }: RotateOptions): Promise<PublicKey> {
  const { journal, keyFile } = plan;
  const publicFile = keptPublicFile(plan);
  const key =
    keyFile === undefined
      ? (await openPublicKey(run, journal.key, { readFile: () => encodeUtf8(''), services })).key
      : publicKeyFromPem(textOf(publicFile), publicFile, journal.details as KeyDetails);
  if (key.fingerprint === journal.fingerprint) return key;
  throw new CountersignError('KEY_INVALID', 'the key of the rotation that was begun is another one now', {
    expected: journal.fingerprint,
    found: key.fingerprint,
    hint: 'Somebody has changed files or keys since. Remove the journal and begin again.',
  });
}
