import { dirname, resolve } from 'node:path';
import { CountersignError } from '@countersign/core/errors';
import {
  checkKeys,
  maxAgeOf,
  readKeyList,
  ROLES,
  worstOf,
  type CheckedKey,
  type ListedKey,
} from '@countersign/core/operations/keys';
import { readRegularFile } from '@countersign/core/wire';
import { plain } from '@countersign/surface/log';
import type { Run } from '@countersign/core/run';
import type { Arguments, Command } from '../../command.js';
import { flag, keyServices, keysRun, LOGIN_FLAG } from './keys-run.js';

const DAY = 86_400_000;
const MAX_LIST_BYTES = 1024 * 1024;
const DEFAULT_WARNING_DAYS = 30;

export const command: Command = {
  name: 'keys check',
  summary:
    'Fail (status 1) when a key is older than its role allows, when its age is not known, or when its certificate nears its end.',
  usage: '[--list] FILE.yaml | REFERENCE… --role ROLE --created DATE',
  examples: [
    'countersign keys check --list keys.yaml',
    'countersign keys check release.pub --role release --created 2026-01-05 --json',
  ],
  notes: [
    `Roles and their maximum ages: ${Object.entries(ROLES)
      .map(([role, age]) => `${role} ${age}`)
      .join(', ')}. A list can change them, and add roles.`,
    'Paths of a list are relative to the list. A file that ends in .yaml, .yml or .json is a list, with or without --list.',
    'During a rotation, an old key passes until it is retired, however old it is, if the list has a newer key of the same role.',
  ],
  flags: [
    { name: 'list', placeholder: 'FILE', description: 'A list of keys (YAML or JSON), with role, date and certificate of each.' },
    { name: 'role', placeholder: 'ROLE', description: 'The role of the keys that are named. Default: release.' },
    {
      name: 'max-age',
      placeholder: 'DURATION',
      description: 'The maximum age of the keys that are named, such as 90d, in place of that of the role.',
    },
    {
      name: 'created',
      placeholder: 'DATE',
      description: 'When the keys that are named were made. Without it, their age is not known, and they fail.',
    },
    { name: 'certificate', placeholder: 'FILE', description: 'The certificate of the key that is named.' },
    {
      name: 'expiry-warning',
      placeholder: 'DAYS',
      description: `A certificate that ends within so many days fails. Default: ${String(DEFAULT_WARNING_DAYS)}.`,
    },
    LOGIN_FLAG,
  ],
  async run(args, io) {
    const run = keysRun(args, io);
    const { keys, folder } = await keysOf(args, run);
    const checked = await checkKeys(run, keys, {
      expiryWarning: warningDays(args) * DAY,
      services: keyServices(args),
      folder,
    });
    const status = worstOf(checked.map((one) => one.status));
    if (args.json) io.out(`${JSON.stringify({ checked: run.clock().toISOString(), status, keys: checked }, undefined, 2)}\n`);
    for (const one of checked) {
      if (one.problems.length === 0) {
        if (!args.json) io.log.info(plain(`${one.name}: ${stateOf(one, run.clock())}`));
      } else for (const { code, message } of one.problems) io.log.error(plain(`${one.name}: ${code}: ${message}`));
    }
    const failed = checked.filter((one) => one.problems.length > 0).length;
    io.log.info(`${String(checked.length - failed)} of ${String(checked.length)} keys passed`);
    return status;
  },
};

function stateOf({ ageDays, maxAgeDays, retired, replacedBy, replaceBefore, certificateExpires }: CheckedKey, now: Date): string {
  const certificate = certificateExpires === undefined ? '' : `; its certificate ends at ${certificateExpires}`;
  const day = retired?.slice(0, 10) ?? '';
  if (retired !== undefined && Date.parse(retired) <= now.getTime()) return `retired since ${day}`;
  const age = ageDays === undefined ? 'its age is not known' : `${String(ageDays)} of ${String(maxAgeDays)} days old`;
  if (replacedBy !== undefined) return `retires on ${day}, replaced by ${replacedBy}; ${age}${certificate}`;
  const end = retired === undefined ? `to be replaced before ${replaceBefore?.slice(0, 10) ?? ''}` : `retires on ${day}`;
  return `${age}, ${end}${certificate}`;
}

/** A list of keys, not a key: `keys check keys.yaml` means `--list keys.yaml`. */
const isList = (reference: string): boolean => /^(?![A-Za-z][A-Za-z0-9+.-]+:).*\.(?:ya?ml|json)$/i.test(reference);

async function keysOf(args: Arguments, run: Run): Promise<{ readonly keys: readonly ListedKey[]; readonly folder: string }> {
  const [named] = args.positionals;
  const isNamed = named !== undefined && isList(named) && flag(args, 'list') === undefined;
  const list = isNamed ? named : flag(args, 'list');
  if (list !== undefined) {
    const single = ['role', 'max-age', 'created', 'certificate'].filter((name) => flag(args, name) !== undefined);
    if (args.positionals.length > (isNamed ? 1 : 0) || single.length > 0)
      throw new CountersignError('INPUT_INVALID', 'a list says everything about its keys', {
        expected: '--list FILE, or references with --role and --created',
        found: [...args.positionals, ...single.map((name) => `--${name}`)].join(' '),
      });
    const path = resolve(run.cwd, list);
    return { keys: await readKeyList(bytesOf(path, list), list), folder: dirname(path) };
  }
  if (args.positionals.length === 0)
    throw new CountersignError('INPUT_MISSING', 'keys check needs keys', {
      expected: 'a list of keys (--list FILE), or references',
    });
  if (args.positionals.length > 1 && flag(args, 'certificate') !== undefined)
    throw new CountersignError('INPUT_INVALID', 'a certificate is of one key', { expected: 'one reference', found: 'several' });
  const role = flag(args, 'role') ?? 'release';
  const ages = flag(args, 'max-age');
  // As a list would say it, so that both are read by the same rules.
  const document = {
    apiVersion: 'countersign.dev/v1beta1',
    kind: 'Keys',
    ...(ages === undefined ? {} : { roles: { [role]: ages } }),
    keys: args.positionals.map((key) => ({
      name: key,
      key,
      role,
      ...(flag(args, 'created') === undefined ? {} : { created: flag(args, 'created') }),
      ...(flag(args, 'certificate') === undefined ? {} : { certificate: flag(args, 'certificate') }),
    })),
  };
  if (ages === undefined && maxAgeOf(role) === undefined)
    throw new CountersignError('INPUT_INVALID', `the role "${role}" has no maximum age`, {
      expected: `--max-age, or one of ${Object.keys(ROLES).join(', ')}`,
      found: role,
    });
  return { keys: await readKeyList(new TextEncoder().encode(JSON.stringify(document)), 'the arguments'), folder: run.cwd };
}

function warningDays(args: Arguments): number {
  const text = flag(args, 'expiry-warning') ?? String(DEFAULT_WARNING_DAYS);
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new CountersignError('INPUT_INVALID', '--expiry-warning is a number of days', { expected: '30', found: text });
}

function bytesOf(path: string, name: string): Uint8Array {
  try {
    return readRegularFile(path, MAX_LIST_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the list of keys ${name} cannot be read`, {
      expected: 'a file',
      found: name,
      cause,
    });
  }
}
