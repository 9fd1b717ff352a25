import { basename, dirname, join, resolve } from 'node:path';
import type { PublicKey } from '../../../crypto/index.js';
import { CountersignError } from '../../../errors/index.js';
import { canCreateKey } from '../../../keys/index.js';
import { iso } from '../../../policy/values/index.js';
import type { Run } from '../../../run/index.js';
import { checkJournal, readJournal, type Journal } from '../journal.js';
import { publicPem } from '../key-facts.js';
import { refuseExisting, refuseMissingFolder } from '../new-files.js';
import { baseName } from '../policy-changes.js';
import { keyOfSigner, readPolicyFile, type PolicyFile } from '../policy-key.js';
import { refuseOtherArchive } from './files.js';
import { made, type RotateOptions, type RotationPlan } from './types.js';

/** Names of signers that are names of files as they are. */
const NAME_CHARACTERS = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Reads the policies and the journal of a rotation that was stopped, and decides where everything goes. Nothing is written.
 * @throws CountersignError INPUT_*, POLICY_*, KEY_*, SERVICE_*
 */
export async function planRotation(run: Run, options: RotateOptions): Promise<RotationPlan> {
  const policies: PolicyFile[] = [];
  for (const file of options.policies) policies.push(await readPolicyFile(run, file));
  const [first] = policies;
  if (first === undefined)
    throw new CountersignError('INPUT_MISSING', 'a rotation needs a policy file', { expected: '--policy FILE' });
  const old = await oldKeyOf(run, policies, options);
  const folder = folderOf(run, first, options);
  const journalFile = join(folder, `.rotation-${fileName(options.signer)}.json`);
  const found = readJournal(journalFile);
  if (found !== undefined && found.signer !== options.signer)
    throw new CountersignError('INPUT_INVALID', 'a rotation of another signer was begun, whose files have the same names', {
      expected: found.signer,
      found: options.signer,
      hint: 'Finish that one first, or use --public-key in another folder.',
    });
  // A policy names whole seconds.
  const began = new Date(Math.floor(run.clock().getTime() / 1000) * 1000);
  const journal = found ?? newJournal(began, options);
  if (found !== undefined) checkJournal(found, (at) => newJournal(at, options), run.clock(), journalFile);
  const paths = {
    public: options.publicKey === undefined ? join(folder, `${fileName(journal.name)}.pub`) : resolve(run.cwd, options.publicKey),
    archive: join(
      options.archive === undefined ? join(folder, 'archive') : resolve(run.cwd, options.archive),
      `${fileName(options.signer)}-${journal.began.slice(0, 10)}.pub`,
    ),
  };
  const atService = options.key !== undefined && isService(options.key);
  const keyFile = atService ? undefined : options.key === undefined ? join(folder, journal.key) : resolve(run.cwd, options.key);
  if (atService && options.stores.length > 0)
    throw new CountersignError('INPUT_INVALID', 'the private half of a key at a service cannot be stored elsewhere', {
      expected: 'a key file, or no --store',
      found: options.stores.join(', '),
    });
  if (keyFile !== undefined && options.key !== undefined) refuseMissingFolder(keyFile, options.key);
  const keep = options.key !== undefined || options.stores.length === 0;
  const announced = options.announcement === undefined ? undefined : resolve(run.cwd, options.announcement);
  return { policies, old, journalFile, journal, resumed: found !== undefined, paths, announced, keyFile, keep };
}

/** @throws CountersignError INPUT_INVALID if a file stands where a new one is written */
export function refuseTaken({ old, paths, announced, keyFile }: RotationPlan): void {
  refuseExisting([keyFile, paths.public, announced].filter((path) => path !== undefined));
  refuseOtherArchive(paths.archive, publicPem(old));
}

/** The old key, which must be the same in all policies. */
async function oldKeyOf(run: Run, policies: readonly PolicyFile[], options: RotateOptions): Promise<PublicKey> {
  let old: PublicKey | undefined;
  for (const policy of policies) {
    const key = await keyOfSigner(run, policy, options.signer, options.services);
    if (key === undefined)
      throw new CountersignError('INPUT_INVALID', `${policy.name} has no signer ${options.signer} with a key`, {
        expected: Object.entries(policy.document.signers)
          .flatMap(([name, signer]) => (signer.key === undefined ? [] : [name]))
          .join(', '),
        found: options.signer,
      });
    if (old !== undefined && old.material !== key.material)
      throw new CountersignError('INPUT_INVALID', `the signer ${options.signer} has different keys in the policies`, {
        expected: old.fingerprint,
        found: `${key.fingerprint} in ${policy.name}`,
      });
    old = key;
  }
  return made(old);
}

/** What a rotation decides that begins at a moment. `key` is beside the journal if no place is named. */
function newJournal(began: Date, options: RotateOptions): Journal {
  const name = options.name ?? `${baseName(options.signer)}-${began.toISOString().slice(0, 10)}`;
  if (!NAME_CHARACTERS.test(name))
    throw new CountersignError('INPUT_INVALID', 'the name of the new signer cannot be a file name', {
      expected: 'letters, digits, dots, hyphens and underscores',
      found: name,
    });
  return {
    signer: options.signer,
    name,
    details: options.details,
    key: options.key ?? `${fileName(name)}.key`,
    fingerprint: '',
    began: iso(began),
    notAfter: iso(new Date(began.getTime() + options.overlap)),
    done: [],
  };
}

/** The folder of public keys: that of the old one, otherwise that of the policy. */
function folderOf(run: Run, { path, document }: PolicyFile, { signer, publicKey }: RotateOptions): string {
  if (publicKey !== undefined) return dirname(resolve(run.cwd, publicKey));
  const file = (document.signers[signer]?.key as { readonly file?: string } | undefined)?.file;
  return file === undefined ? dirname(path) : dirname(resolve(dirname(path), file));
}

const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_');

/** A key that `createKey` makes. Other references than files cannot take a new key. */
function isService(reference: string): boolean {
  if (/^(?![A-Za-z][A-Za-z0-9+.-]+:)/.test(reference)) return false;
  if (canCreateKey(reference)) return true;
  throw new CountersignError('KEY_UNSUPPORTED', 'no key can be made there', {
    expected: 'a file, or a key at a service',
    found: basename(reference),
  });
}
