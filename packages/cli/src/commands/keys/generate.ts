import { resolve } from 'node:path';
import { CountersignError } from '@countersign/core/errors';
import { createKey } from '@countersign/core/keys';
import {
  algorithmMember,
  DEFAULT_ALGORITHM,
  hasNoLogEntry,
  KEY_FORMATS,
  keyFacts,
  makeKey,
  NEW_KEYS,
  newKeyDetails,
  PRIVATE_MODE,
  PUBLIC_MODE,
  publicPem,
  readKeyFormat,
  refuseExisting,
  refuseMissingFolder,
  signingFlags,
  writeNewFile,
} from '@countersign/core/operations/keys';
import { parseKeyReference } from '@countersign/core/public-keys';
import { plain } from '@countersign/surface/log';
import { shellWord } from '@countersign/surface/signing-results';
import type { Run } from '@countersign/core/run';
import type { KeyDetails, PublicKey } from '@countersign/core/crypto';
import type { Arguments, Command, ExtraFlag, Io } from '../../command.js';
import { onlyPositional } from '../../inputs.js';
import { keyLines } from './fact-lines.js';
import { flag, isSet, keyServices, keysRun, LOGIN_FLAG, newPassword, PASSWORD_FLAG, pinReference } from './keys-run.js';

export const ALGORITHM_FLAG: ExtraFlag = {
  name: 'algorithm',
  placeholder: 'NAME',
  description: `${Object.keys(NEW_KEYS)
    .map((name) => `\`${name}\``)
    .join(', ')}. Default: \`${DEFAULT_ALGORITHM}\`.`,
};
export const FORMAT_FLAG: ExtraFlag = {
  name: 'format',
  placeholder: Object.keys(KEY_FORMATS).join('|'),
  description: `${Object.entries(KEY_FORMATS)
    .map(([name, { summary }]) => `\`${name}\`: ${summary}`)
    .join('. ')}. Default: cosign.`,
};

interface Generated {
  readonly publicKey: PublicKey;
  /** What a person passes to `--key`. */
  readonly reference: string;
  readonly files: readonly string[];
  /** Where the password of a key file is; undefined if it has none, or is asked for. */
  readonly password?: string | undefined;
  readonly encrypted: boolean;
}

export const command: Command = {
  name: 'keys generate',
  summary: 'Make a key: an encrypted file, or a key in a KMS, in Vault or in an HSM. The public half is written as PEM.',
  usage: 'REFERENCE | --output FILE',
  examples: [
    'countersign keys generate --output release.key',
    'countersign keys generate --output release.key --key-password env://KEY_PASSWORD --algorithm ecdsa-sha2-384-nistp384',
    'countersign keys generate hashivault://release --public-key release.pub',
    "countersign keys generate 'pkcs11:token=release;object=release-key?module-path=/usr/lib/softhsm/libsofthsm2.so' --key-password env://HSM_PIN",
  ],
  notes: [
    'No file is overwritten. A key file has mode 0600, and its public key beside it the ending .pub.',
    'A key at a service never leaves it; --new-version gives an existing key a new version, where the service has versions.',
  ],
  flags: [
    { name: 'output', placeholder: 'FILE', description: 'The file of the private key.' },
    { name: 'public-key', placeholder: 'FILE', description: 'The file of the public key. Default: beside the key file.' },
    ALGORITHM_FLAG,
    FORMAT_FLAG,
    PASSWORD_FLAG,
    { name: 'new-version', description: 'Makes a new version of the key at the service.' },
    LOGIN_FLAG,
  ],
  async run(args, io) {
    const run = keysRun(args, io);
    const details = newKeyDetails(flag(args, 'algorithm') ?? DEFAULT_ALGORITHM);
    const output = flag(args, 'output');
    if (output !== undefined && args.positionals.length > 0)
      throw new CountersignError('INPUT_INVALID', 'a key is made in one place', {
        expected: 'a reference, or --output',
        found: 'both',
      });
    const generated =
      output === undefined
        ? await atService(args, run, onlyPositional(args.positionals, 'REFERENCE or --output FILE'), details)
        : await inFile(args, run, io, output, details);
    tell(args, io, generated);
    return 0;
  },
};

async function inFile(args: Arguments, run: Run, io: Io, output: string, details: KeyDetails): Promise<Generated> {
  if (isSet(args, 'new-version'))
    throw new CountersignError('INPUT_INVALID', '--new-version is for keys at a service', { expected: 'a reference of a key' });
  const format = readKeyFormat(flag(args, 'format') ?? 'cosign');
  const publicFile = flag(args, 'public-key') ?? `${output.replace(/\.(?:key|pem|p8)$/, '')}.pub`;
  const [privatePath, publicPath] = [resolve(run.cwd, output), resolve(run.cwd, publicFile)];
  refuseMissingFolder(privatePath, output);
  refuseExisting([privatePath, publicPath]);
  const password = KEY_FORMATS[format].encrypted ? await newPassword(args, run, io) : undefined;
  const { publicKey, privatePem } = await makeKey(run, details, format, password);
  await writeNewFile(run, privatePath, privatePem, PRIVATE_MODE);
  await writeNewFile(run, publicPath, publicPem(publicKey), PUBLIC_MODE);
  const { encrypted } = KEY_FORMATS[format];
  return { publicKey, reference: output, files: [output, publicFile], encrypted, password: flag(args, 'key-password') };
}

async function atService(args: Arguments, run: Run, reference: string, details: KeyDetails): Promise<Generated> {
  if (parseKeyReference(reference, 'sign') === 'file')
    throw new CountersignError('INPUT_INVALID', 'a key file is named with --output', { expected: `--output ${reference}` });
  const publicFile = flag(args, 'public-key');
  const publicPath = publicFile === undefined ? undefined : resolve(run.cwd, publicFile);
  if (publicPath !== undefined) refuseExisting([publicPath]);
  const publicKey = await createKey(run, reference, details, {
    password: pinReference(args, run, reference),
    services: keyServices(args),
    newVersion: isSet(args, 'new-version'),
  });
  if (publicPath !== undefined) await writeNewFile(run, publicPath, publicPem(publicKey), PUBLIC_MODE);
  return {
    publicKey,
    reference,
    files: publicFile === undefined ? [] : [publicFile],
    encrypted: false,
    password: flag(args, 'key-password'),
  };
}

/** Signing does not ask for a password. */
function passwordFlag({ encrypted, password }: Generated): readonly string[] {
  return password === undefined && !encrypted ? [] : ['--key-password', shellWord(password ?? 'env://VAR')];
}

/** What a policy must say of a key whose signatures are in no log. */
function trustLines({ details }: PublicKey): readonly string[] {
  return hasNoLogEntry(details)
    ? [
        '  its trust:    {sigstore: public-good, log-entries: 0, timestamps: 1} in the policy, because no log records its signatures: timestamps prove when it signed',
      ]
    : [];
}

function tell(args: Arguments, io: Io, generated: Generated): void {
  const { publicKey, reference, files } = generated;
  const key = keyFacts(publicKey);
  const publicFile = files.at(-1) ?? 'release.pub';
  const { algorithm } = algorithmMember(publicKey.details);
  const named = algorithm === undefined ? '' : `, algorithm: ${algorithm}`;
  const entry = `release: {key: {file: ${JSON.stringify(publicFile)}, sha256: ${key.fingerprint}${named}}}`;
  if (args.json) {
    io.out(`${JSON.stringify({ reference, files, key, publicKey: publicPem(publicKey), policySigner: entry }, undefined, 2)}\n`);
    return;
  }
  io.log.info(
    [
      `made ${reference}${files.length > 0 ? `; wrote ${files.join(' and ')}` : ''}`,
      ...keyLines(key),
      'next:',
      `  sign:         ${['countersign sign-blob FILE --key', shellWord(reference), ...passwordFlag(generated), ...signingFlags(publicKey.details)].join(' ')}`,
      `  in a policy:  ${entry}`,
      ...trustLines(publicKey),
      `  note its age: {name: release, key: ${JSON.stringify(publicFile)}, role: release, created: ${new Date().toISOString().slice(0, 10)}} in a list for keys check`,
      ...(files.length === 0
        ? [`  public key:   countersign keys generate … --public-key FILE writes it\n${publicPem(publicKey)}`]
        : []),
    ]
      .map((line) => line.split('\n').map(plain).join('\n'))
      .join('\n'),
  );
}
