import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { publicKeyFromPem, type KeyDetails, type PublicKey } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import { canCreateKey, createKey } from '../../keys/index.js';
import { openPublicKey, type KeyServices } from '../../public-keys/index.js';
import { iso } from '../../policy/values/index.js';
import type { Run } from '../../run/index.js';
import { decodeUtf8, encodeUtf8, readRegularFile, replaceFile } from '../../wire/index.js';
import { algorithmName } from './algorithms.js';
import { announcement } from './announcement.js';
import { readJournal, removeJournal, writeJournal, type Journal } from './journal.js';
import { keyFacts, publicPem, type KeyFacts } from './key-facts.js';
import { lineDiff } from './line-diff.js';
import { makeKey, type KeyFormat } from './make-key.js';
import { PRIVATE_MODE, PUBLIC_MODE, refuseExisting, writeNewFile } from './new-files.js';
import { baseName, withNewSigner, type PolicyKeySource } from './policy-changes.js';
import { keyOfSigner, readPolicyFile, type PolicyFile } from './policy-key.js';
import { prepareStore } from './stores/stores.js';
import type { PreparedStore, StoreOptions } from './stores/types.js';

export interface RotateOptions extends StoreOptions {
  /** Policy files that name the signer; at least one. */
  readonly policies: readonly string[];
  /** The signer whose key is replaced. */
  readonly signer: string;
  /** The name of the new signer; default: that of the old one with the date of today. */
  readonly name?: string | undefined;
  readonly details: KeyDetails;
  /** The private half: a file that is kept, or a key at a service. Default: a file beside the public key, removed when it is stored elsewhere. */
  readonly key?: string | undefined;
  /** The key exists at its service, and gets a new version. */
  readonly newVersion?: boolean | undefined;
  readonly format: KeyFormat;
  /** For a key file that is encrypted: asked for only if a key file is made. */
  readonly password: () => Promise<string>;
  readonly stores: readonly string[];
  /** Milliseconds for which the old key still signs. */
  readonly overlap: number;
  /** The file of the new public key; default: beside the old one. */
  readonly publicKey?: string | undefined;
  /** The folder for old public keys; default: `archive` beside the old one. */
  readonly archive?: string | undefined;
  readonly announcement?: string | undefined;
  readonly dryRun: boolean;
  readonly services?: KeyServices | undefined;
}

export interface Rotation {
  readonly signer: string;
  readonly name: string;
  readonly old: KeyFacts;
  /** Undefined in a dry run: no key was made. */
  readonly key: KeyFacts | undefined;
  readonly notAfter: string;
  readonly resumed: boolean;
  readonly changes: readonly { readonly policy: string; readonly diff: readonly string[] }[];
  readonly steps: readonly { readonly title: string; readonly state: 'done' | 'done before' | 'planned' }[];
  /** How the stored key is used, a sentence for each place. */
  readonly uses: readonly string[];
  readonly announcement: string;
}

/** Names of signers that are names of files as they are. */
const NAME_CHARACTERS = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** In place of the fingerprint of a key that is not made yet. */
const UNKNOWN = '0'.repeat(64);

interface Step {
  readonly id: string;
  readonly title: string;
  /** How a person takes it back. */
  readonly undo: string;
  readonly run: () => Promise<void>;
}

/**
 * Replaces the key of a signer. The order is such that a failure loses nothing: first the private half is safe in a file or at its
 * service, then in every place that was asked for; then the public keys are written; verifiers learn of it last, by the policies. What is
 * done is noted in a journal beside the public key: the same command goes on where it stopped.
 * @throws CountersignError INPUT_*, POLICY_*, KEY_*, SERVICE_*
 */
export async function rotateKey(run: Run, options: RotateOptions): Promise<Rotation> {
  const policies: PolicyFile[] = [];
  for (const file of options.policies) policies.push(await readPolicyFile(run, file));
  const [first] = policies;
  if (first === undefined)
    throw new CountersignError('INPUT_MISSING', 'a rotation needs a policy file', { expected: '--policy FILE' });
  const old = await oldKeyOf(run, policies, options);
  const folder = folderOf(run, first, options);
  const journalFile = join(folder, `.rotation-${fileName(options.signer)}.json`);
  const found = readJournal(journalFile);
  // A policy names whole seconds.
  const began = new Date(Math.floor(run.clock().getTime() / 1000) * 1000);
  const plan = found ?? newJournal(run, folder, began, options);
  if (found !== undefined && found.details !== options.details && found.fingerprint === '')
    throw new CountersignError('INPUT_INVALID', `a rotation of ${options.signer} was begun with another algorithm`, {
      expected: found.details,
      found: options.details,
      hint: `Use the same, or remove ${journalFile}.`,
    });
  const paths = {
    public: options.publicKey === undefined ? join(folder, `${fileName(plan.name)}.pub`) : resolve(run.cwd, options.publicKey),
    archive: join(
      options.archive === undefined ? join(folder, 'archive') : resolve(run.cwd, options.archive),
      `${fileName(options.signer)}-${plan.began.slice(0, 10)}.pub`,
    ),
  };
  const atService = options.key !== undefined && isService(options.key);
  const keyFile = atService ? undefined : resolve(run.cwd, plan.key);
  const keep = options.key !== undefined || options.stores.length === 0;
  if (atService && options.stores.length > 0)
    throw new CountersignError('INPUT_INVALID', 'the private half of a key at a service cannot be stored elsewhere', {
      expected: 'a key file, or no --store',
      found: options.stores.join(', '),
    });

  // Everything that can fail is tried before a key is made: the changed policies load, the places answer.
  const changes = await changesOf(policies, plan, paths.public, options.signer);
  const texts = new Map(changes.map(({ policy, after }) => [policy.name, after]));
  const diffs = (): Rotation['changes'] =>
    changes.map(({ policy, before }) => ({
      policy: policy.name,
      diff: lineDiff(before, texts.get(policy.name) ?? before).map((line) => line.replaceAll(UNKNOWN, '(of the new key)')),
    }));
  if (found === undefined) {
    refuseExisting([...(keyFile === undefined ? [] : [keyFile]), paths.public]);
    refuseOtherArchive(paths.archive, publicPem(old));
  }
  const stores: PreparedStore[] = [];
  for (const reference of options.stores)
    if (!plan.done.includes(`store ${reference}`)) stores.push(await prepareStore(run, reference, options));

  let journal: Journal = plan;
  let key: PublicKey | undefined;
  const uses: string[] = [];
  /** The public half stands beside the journal, because an encrypted key file does not show it. */
  const noteKey = async (one: PublicKey): Promise<void> => {
    journal = { ...journal, fingerprint: one.fingerprint };
    await replaceFile(`${journalFile}.pub`, publicPem(one), { random: run.random, flush: true, mode: PUBLIC_MODE });
    await writeJournal(run, journalFile, journal);
  };
  const steps: readonly Step[] = [
    {
      id: 'key',
      title: atService ? `make the key ${plan.key}` : `write the private key to ${shown(run, keyFile ?? '')}`,
      undo: atService ? `disable or delete the key ${plan.key} at its service` : `remove ${shown(run, keyFile ?? '')}`,
      run: async () => {
        if (keyFile === undefined) {
          key = await createKey(run, plan.key, options.details, { services: options.services, newVersion: options.newVersion });
        } else {
          const password = options.format === 'pkcs8-plain' ? undefined : await options.password();
          const pair = await makeKey(run, options.details, options.format, password);
          key = pair.publicKey;
          await noteKey(key);
          await writeNewFile(run, keyFile, pair.privatePem, PRIVATE_MODE);
        }
        await noteKey(key);
      },
    },
    ...stores.map((store, index): Step => ({
      id: `store ${options.stores.filter((one) => !plan.done.includes(`store ${one}`))[index] ?? ''}`,
      title: `store the private key: ${store.where}`,
      undo: `remove it: ${store.where}`,
      run: async () => {
        uses.push(await store.put(textOf(keyFile ?? '')));
      },
    })),
    {
      id: 'public-key',
      title: `write the public key to ${shown(run, paths.public)}`,
      undo: `remove ${shown(run, paths.public)}`,
      run: () => writeOnce(run, paths.public, publicPem(made(key))),
    },
    {
      id: 'archive',
      title: `archive the old public key as ${shown(run, paths.archive)}`,
      undo: `remove ${shown(run, paths.archive)}`,
      run: () => writeOnce(run, paths.archive, publicPem(old)),
    },
    ...policies.map((policy): Step => ({
      id: `policy ${policy.name}`,
      title: `change the policy ${policy.name}`,
      undo: `take back the changes of ${policy.name}`,
      run: async () => {
        const source = sourceOf(policy, paths.public, made(key).fingerprint, plan);
        const text = await withNewSigner(policy.bytes, policy.name, {
          old: options.signer,
          name: plan.name,
          key: source,
          notAfter: plan.notAfter,
        });
        refuseChanged(policy);
        texts.set(policy.name, text);
        await replaceFile(policy.path, text, { random: run.random, flush: true, mode: PUBLIC_MODE });
      },
    })),
  ];
  const isDone = ({ id }: Step): boolean => plan.done.includes(id);
  const report = (state: 'done' | 'planned'): Rotation['steps'] =>
    steps.map((step) => ({ title: step.title, state: isDone(step) ? 'done before' : state }));
  const result = (now: PublicKey | undefined, state: 'done' | 'planned'): Rotation => ({
    signer: options.signer,
    name: plan.name,
    old: keyFacts(old),
    key: now === undefined ? undefined : keyFacts(now),
    notAfter: plan.notAfter,
    resumed: found !== undefined,
    changes: diffs(),
    steps: report(state),
    uses,
    announcement:
      now === undefined
        ? ''
        : announcement({
            signer: options.signer,
            name: plan.name,
            old: keyFacts(old),
            key: keyFacts(now),
            began: plan.began,
            notAfter: plan.notAfter,
            publicPem: publicPem(now),
            publicFile: shown(run, paths.public),
          }),
  });
  if (options.dryRun) return result(undefined, 'planned');

  if (plan.done.includes('key')) key = await keptKey(run, `${journalFile}.pub`, plan, atService, options);
  await writeJournal(run, journalFile, journal);
  for (const step of steps) {
    if (isDone(step)) continue;
    try {
      await step.run();
    } catch (thrown) {
      tellWhatIsDone(run, steps, journal);
      throw thrown;
    }
    journal = { ...journal, done: [...journal.done, step.id] };
    await writeJournal(run, journalFile, journal);
  }
  const finished = result(made(key), 'done');
  if (options.announcement !== undefined)
    await replaceFile(resolve(run.cwd, options.announcement), finished.announcement, {
      random: run.random,
      flush: true,
      mode: PUBLIC_MODE,
    });
  const { rm } = await import('node:fs/promises');
  if (!keep && keyFile !== undefined) await rm(keyFile, { force: true });
  await rm(`${journalFile}.pub`, { force: true });
  await removeJournal(journalFile);
  return finished;
}

function made(key: PublicKey | undefined): PublicKey {
  if (key === undefined) throw new CountersignError('INTERNAL', 'the new key is not known');
  return key;
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

function newJournal(run: Run, folder: string, began: Date, options: RotateOptions): Journal {
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
    key: options.key ?? relative(run.cwd, join(folder, `${fileName(name)}.key`)),
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

const shown = (run: Run, path: string): string => {
  const short = relative(run.cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
};

/** As a policy names a file: relative to its folder, with slashes. */
function sourceOf(
  { path, document }: PolicyFile,
  publicFile: string,
  fingerprint: string,
  { signer, details }: Journal,
): PolicyKeySource {
  const file = relative(dirname(path), publicFile).split(sep).join('/');
  // Where the policy pins the algorithm of the old key, it pins that of the new one too: otherwise any that the key allows would count.
  const pinsAlgorithm = document.signers[signer]?.key?.algorithm !== undefined;
  return { file, sha256: fingerprint, ...(pinsAlgorithm ? { algorithm: algorithmName(details as KeyDetails) } : {}) };
}

async function changesOf(
  policies: readonly PolicyFile[],
  plan: Journal,
  publicFile: string,
  old: string,
): Promise<readonly { readonly policy: PolicyFile; readonly before: string; readonly after: string }[]> {
  const changes = [];
  for (const policy of policies) {
    if (plan.done.includes(`policy ${policy.name}`)) continue;
    // Before the key is made, its fingerprint is not known.
    const key = sourceOf(policy, publicFile, plan.fingerprint === '' ? UNKNOWN : plan.fingerprint, plan);
    const after = await withNewSigner(policy.bytes, policy.name, { old, name: plan.name, key, notAfter: plan.notAfter });
    changes.push({ policy, before: decodeUtf8(policy.bytes, policy.name, 'POLICY_INVALID'), after });
  }
  return changes;
}

/** Someone may have changed the policy while a service was asked. */
function refuseChanged({ path, bytes, name }: PolicyFile): void {
  const now = readRegularFile(path, 2 * bytes.length + 1024, { followLink: true });
  if (Buffer.compare(now, bytes) !== 0)
    throw new CountersignError('FILE_CHANGED', `${name} was changed during the rotation`, {
      hint: 'Run the same command again: it goes on with the policy as it is now.',
    });
}

function refuseOtherArchive(path: string, pem: string): void {
  if (existsSync(path) && textOf(path) !== pem) refuseExisting([path]);
}

/** A file with the same text is left from a run that was stopped. */
async function writeOnce(run: Run, path: string, text: string): Promise<void> {
  if (existsSync(path) && textOf(path) === text) return;
  await writeNewFile(run, path, text, PUBLIC_MODE);
}

const textOf = (path: string): string => readRegularFile(path, 64 * 1024).toString('utf8');

/** The key that an earlier run made. */
async function keptKey(
  run: Run,
  publicFile: string,
  plan: Journal,
  atService: boolean,
  { services }: RotateOptions,
): Promise<PublicKey> {
  const key = atService
    ? (await openPublicKey(run, plan.key, { readFile: () => encodeUtf8(''), services })).key
    : publicKeyFromPem(textOf(publicFile), publicFile, plan.details as KeyDetails);
  if (key.fingerprint === plan.fingerprint) return key;
  throw new CountersignError('KEY_INVALID', 'the key of the rotation that was begun is another one now', {
    expected: plan.fingerprint,
    found: key.fingerprint,
    hint: 'Somebody has changed files or keys since. Remove the journal and begin again.',
  });
}

function tellWhatIsDone(run: Run, steps: readonly Step[], { done }: Journal): void {
  const finished = steps.filter(({ id }) => done.includes(id));
  run.log.warn('the rotation is not finished; the same command goes on where it stopped');
  for (const step of steps) run.log.info(`${done.includes(step.id) ? 'done' : 'not done'}: ${step.title}`);
  if (finished.length > 0) run.log.info('to take it back instead:');
  for (const { undo } of finished.toReversed()) run.log.info(`- ${undo}`);
}
