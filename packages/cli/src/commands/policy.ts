import { resolve } from 'node:path';
import {
  assertInForce,
  expandOneLine,
  explainPolicy,
  readPolicy,
  reviewPolicy,
  type OneLinePolicy,
} from '@countersign/core/policy';
import { CountersignError } from '@countersign/core/errors';
import { readRegularFile } from '@countersign/core/wire';
import { INPUTS } from '@countersign/surface/options';
import type { Command, Io } from '../command.js';
import type { Arguments } from '../arguments.js';

/** The one-line policy's flags, and the names of their options. */
const ONE_LINE = {
  'certificate-identity': 'certificateIdentity',
  'certificate-identity-regexp': 'certificateIdentityRegexp',
  'certificate-oidc-issuer': 'certificateOidcIssuer',
  key: 'key',
  owner: 'owner',
  repository: 'repository',
  'predicate-type': 'predicateType',
} as const satisfies Readonly<Record<string, keyof OneLinePolicy>>;

export const command: Command = {
  name: 'policy',
  summary: 'Check a policy file, or explain what it asks for in full.',
  usage: 'check|explain FILE… | explain --certificate-identity ID --certificate-oidc-issuer URL …',
  examples: ['countersign policy check release.policy.yaml', 'countersign policy explain release.policy.yaml'],
  notes: [
    'check refuses what is wrong and what can never pass (status 3), and warns of what is dangerously wide (status 0).',
    'explain prints what signers expand to: issuer, identity and certificate extensions; of a one-line policy too.',
  ],
  flags: (Object.keys(ONE_LINE) as (keyof typeof ONE_LINE)[]).map((name) => ({
    name,
    placeholder: INPUTS[name].placeholder,
    description: INPUTS[name].description,
  })),
  async run(args, io) {
    const [action, ...files] = args.positionals;
    if (action !== 'check' && action !== 'explain') {
      throw new CountersignError('INPUT_INVALID', 'policy needs to know what to do', {
        expected: 'check or explain',
        found: action ?? 'nothing',
      });
    }
    const line = oneLineOf(args);
    if (line !== undefined) return explainLine(action, files, line, args.json, io);
    if (files.length === 0)
      throw new CountersignError('INPUT_MISSING', `policy ${action} needs a policy file`, { expected: 'FILE…' });
    const documents = [];
    for (const file of files) documents.push(await (action === 'check' ? check(file, args, io) : explain(file, args, io)));
    if (args.json) io.out(`${JSON.stringify(documents, undefined, 2)}\n`);
    return 0;
  },
};

/** @throws CountersignError POLICY_* where the policy is wrong, can never pass, or has expired */
async function check(file: string, { json }: Arguments, io: Io): Promise<object> {
  const policy = await readPolicy(bytesOf(file), file);
  assertInForce(policy, new Date());
  const warnings = reviewPolicy(policy);
  for (const { at, message } of warnings) io.log.warn(`${file}: ${at}: ${message}`);
  if (!json) io.log.info(warnings.length === 0 ? `${file}: valid` : `${file}: valid; ${String(warnings.length)} warnings`);
  return { file, ok: true, warnings };
}

async function explain(file: string, { json }: Arguments, io: Io): Promise<object> {
  const explanation = explainPolicy(await readPolicy(bytesOf(file), file));
  if (!json) io.log.info(explanation);
  return { file, ok: true, explanation };
}

function oneLineOf({ extra }: Arguments): OneLinePolicy | undefined {
  const given = Object.entries(ONE_LINE).flatMap(([flag, name]) => {
    const [value, second] = extra[flag] ?? [];
    if (second !== undefined) throw new CountersignError('INPUT_INVALID', `--${flag} is given more than once`, { found: second });
    return value === undefined ? [] : [[name, value] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

async function explainLine(
  action: string,
  files: readonly string[],
  line: OneLinePolicy,
  json: boolean,
  io: Io,
): Promise<number> {
  if (action !== 'explain' || files.length > 0) {
    throw new CountersignError('INPUT_INVALID', 'a one-line policy is explained by itself', {
      expected: 'policy explain with its flags, and no file',
      found: [action, ...files].join(' '),
    });
  }
  const explanation = explainPolicy(await expandOneLine(line));
  if (json) io.out(`${JSON.stringify([{ file: 'command line', ok: true, explanation }], undefined, 2)}\n`);
  else io.log.info(explanation);
  return 0;
}

/** More than a policy may have, so that reading it says so. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

function bytesOf(file: string): Uint8Array {
  try {
    return readRegularFile(resolve(file), MAX_FILE_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the policy ${file} cannot be read`, {
      expected: 'a policy file',
      found: file,
      cause,
    });
  }
}
