import { existsSync } from 'node:fs';
import { publicKeyFromPem, type PublicKey } from '../../../crypto/index.js';
import { CountersignError, systemReason } from '../../../errors/index.js';
import { createKey, readPrivateKey } from '../../../keys/index.js';
import { openPublicKey } from '../../../public-keys/index.js';
import type { Run } from '../../../run/index.js';
import { encodeUtf8, replaceFile } from '../../../wire/index.js';
import { writeJournal, type Journal } from '../journal.js';
import { publicPem } from '../key-facts.js';
import { KEY_FORMATS, makeKey } from '../make-key.js';
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
    title: `write the private key to ${shown(run, keyFile)}${plan.keep ? '' : ', where it stays until it is stored'}`,
    undo: `remove ${shown(run, keyFile)}`,
    run: async () => {
      // An earlier run was ended between the file and the note that it is written.
      if (journal.fingerprint !== '' && existsSync(keyFile)) return noteKey(await keptFileKey(keyFile, journal, options));
      const password = options.format === 'pkcs8-plain' ? undefined : await options.password();
      const pair = await makeKey(run, options.details, options.format, password);
      // Noted first: a key file whose public half is not known would be of no use.
      await noteKey(pair.publicKey);
      await writeNewFile(run, keyFile, pair.privatePem, PRIVATE_MODE);
    },
  };
}

/**
 * The key that an earlier run made.
 * @param finished whether only the end is left to do: then the key is in no policy that does not have it already
 * @throws CountersignError KEY_INVALID if it is another one now
 */
export async function keptKey(run: Run, plan: RotationPlan, options: RotateOptions, finished: boolean): Promise<PublicKey> {
  const { journal, keyFile } = plan;
  const publicFile = keptPublicFile(plan);
  let key: PublicKey;
  if (keyFile === undefined)
    key = (await openPublicKey(run, journal.key, { readFile: () => encodeUtf8(''), services: options.services })).key;
  else if (finished) key = publicKeyFromPem(textOf(publicFile), publicFile, options.details);
  else key = await keptFileKey(keyFile, journal, options);
  if (key.fingerprint !== journal.fingerprint) throw anotherKey(journal, key.fingerprint);
  return key;
}

/**
 * The key that an earlier run wrote into a file. Its private half is opened with the password: a public key in a folder proves nothing,
 * and whoever could write there would else choose the key that the policies trust.
 */
async function keptFileKey(keyFile: string, journal: Journal, { format, password, details }: RotateOptions): Promise<PublicKey> {
  const what = 'the private key of the rotation that was begun';
  let pem: string;
  try {
    pem = textOf(keyFile);
  } catch (cause) {
    throw new CountersignError('KEY_INVALID', `${what} cannot be read`, { expected: keyFile, found: systemReason(cause) });
  }
  const { encrypted } = KEY_FORMATS[format];
  if (encrypted !== /^-----BEGIN ENCRYPTED /m.test(pem))
    throw new CountersignError('KEY_INVALID', `${what} has another format`, {
      expected: encrypted ? 'an encrypted key' : 'a key without encryption',
      found: encrypted ? 'one without encryption' : 'an encrypted one',
    });
  const { publicKey } = await readPrivateKey(pem, what, encrypted ? await password() : undefined, details);
  if (publicKey.fingerprint !== journal.fingerprint) throw anotherKey(journal, publicKey.fingerprint);
  return publicKey;
}

function anotherKey({ fingerprint }: Journal, found: string): CountersignError {
  return new CountersignError('KEY_INVALID', 'the key of the rotation that was begun is another one now', {
    expected: fingerprint,
    found,
    hint: 'Somebody has changed files or keys since. Remove the journal and begin again.',
  });
}
