import { CountersignError } from '@countersign/core/errors';
import {
  DEFAULT_ALGORITHM,
  newKeyDetails,
  readKeyFormat,
  rotateKey,
  STORES,
  type Rotation,
} from '@countersign/core/operations/keys';
import { plain } from '@countersign/surface/log';
import type { Run } from '@countersign/core/run';
import type { Arguments, Command, Io } from '../../command.js';
import { onlyPositional } from '../../inputs.js';
import { ALGORITHM_FLAG, FORMAT_FLAG } from './generate.js';
import {
  flag,
  flags,
  isSet,
  keyServices,
  keysRun,
  LOGIN_FLAG,
  newPassword,
  PASSWORD_FLAG,
  secretOf,
  secretReference,
} from './keys-run.js';

const DAY = 86_400_000;
const DEFAULT_OVERLAP = '30d';

export const command: Command = {
  name: 'keys rotate',
  summary:
    'Make a new key for a signer of a policy: both sign during the overlap; then only the new one. Old signatures stay valid.',
  usage: 'SIGNER --policy FILE',
  examples: [
    'countersign keys rotate release-2025 --policy policy.yaml --dry-run',
    'countersign keys rotate release-2025 --policy policy.yaml --key-password env://KEY_PASSWORD --announcement ROTATION.md',
    'countersign keys rotate release-2025 --policy policy.yaml --store github-secret://github.com/acme/app/SIGNING_KEY --github-token env://ADMIN_TOKEN',
    'countersign keys rotate release-2025 --policy policy.yaml --key hashivault://release-2026',
  ],
  notes: [
    'The order is: private half, places of --store, public keys, policies. After a failure the same command goes on where it stopped; it says what is done, and how to take it back.',
    'The old signer gets not-after, the new one stands beside it, and both are one person of the policy. Comments and order of the policy stay.',
  ],
  flags: [
    { name: 'policy', placeholder: 'FILE', repeatable: true, description: 'A policy that names the signer.' },
    {
      name: 'name',
      placeholder: 'NAME',
      description: 'The new signer. Default: the name of the old one with the date of today.',
    },
    {
      name: 'key',
      placeholder: 'FILE|REFERENCE',
      description:
        'Where the private half is made: a file that is kept, or a key at a service. Default: a file beside the public key, which is removed if --store names other places.',
    },
    { name: 'new-version', description: 'The key at the service exists and gets a new version.' },
    {
      name: 'store',
      placeholder: 'PLACE',
      repeatable: true,
      description: `Where the private half is stored as well: ${Object.values(STORES)
        .map(({ form, summary }) => `\`${form}\`: ${summary}`)
        .join('; ')}.`,
    },
    {
      name: 'github-token',
      placeholder: 'env://VAR|FILE',
      description: 'The token that may change secrets on GitHub. Default: GH_TOKEN or GITHUB_TOKEN, for GitHub alone.',
    },
    { name: 'gitlab-token', placeholder: 'env://VAR|FILE', description: 'The token that may change variables on GitLab.' },
    {
      name: 'overlap',
      placeholder: 'DURATION',
      description: `How long the old key still signs, such as 14d. Default: ${DEFAULT_OVERLAP}.`,
    },
    { name: 'public-key', placeholder: 'FILE', description: 'The file of the new public key. Default: beside the old one.' },
    { name: 'archive', placeholder: 'FOLDER', description: 'The folder for the old public key. Default: archive beside it.' },
    {
      name: 'announcement',
      placeholder: 'FILE',
      description: 'Where the announcement is written, as Markdown. It is printed in any case.',
    },
    {
      name: 'list',
      placeholder: 'FILE',
      description:
        'A list of keys for keys check: the old key gets the date of its end, the new one an entry with the same role.',
    },
    ALGORITHM_FLAG,
    FORMAT_FLAG,
    PASSWORD_FLAG,
    LOGIN_FLAG,
    { name: 'dry-run', description: 'Shows the steps and the changes of the policies, and changes nothing.' },
  ],
  async run(args, io) {
    const run = keysRun(args, io);
    const rotation = await rotateKey(run, {
      signer: onlyPositional(args.positionals, 'SIGNER'),
      policies: flags(args, 'policy'),
      name: flag(args, 'name'),
      details: newKeyDetails(flag(args, 'algorithm') ?? DEFAULT_ALGORITHM),
      format: readKeyFormat(flag(args, 'format') ?? 'cosign'),
      key: flag(args, 'key'),
      newVersion: isSet(args, 'new-version'),
      password: () => newPassword(args, run, io),
      pin: flag(args, 'key')?.startsWith('pkcs11:') === true ? secretReference(args, 'key-password', run) : undefined,
      stores: flags(args, 'store'),
      githubToken: (await secretOf(args, 'github-token', run)) ?? githubToken(args, run),
      gitlabToken: await secretOf(args, 'gitlab-token', run),
      overlap: overlapOf(args),
      publicKey: flag(args, 'public-key'),
      archive: flag(args, 'archive'),
      announcement: flag(args, 'announcement'),
      list: flag(args, 'list'),
      dryRun: isSet(args, 'dry-run'),
      services: keyServices(args),
    });
    tell(args, io, rotation);
    return 0;
  },
};

/** The token of the environment is for GitHub: it is not sent to another host. */
function githubToken(args: Arguments, run: Run): string | undefined {
  const places = flags(args, 'store').filter((place) => place.startsWith('github-secret://'));
  const isGithub = places.every((place) => /^github-secret:\/\/(?:github\.com|[a-z0-9-]+\.ghe\.com)\//.test(place));
  return isGithub ? (run.env['GH_TOKEN'] ?? run.env['GITHUB_TOKEN']) : undefined;
}

function overlapOf(args: Arguments): number {
  const text = flag(args, 'overlap') ?? DEFAULT_OVERLAP;
  const [, days] = /^(\d{1,4})d$/.exec(text) ?? [];
  if (days !== undefined) return Number(days) * DAY;
  throw new CountersignError('INPUT_INVALID', '--overlap is a number of days', {
    expected: '30d, or 0d to end the old key now',
    found: text,
  });
}

function tell(args: Arguments, io: Io, rotation: Rotation): void {
  if (args.json) io.out(`${JSON.stringify(rotation, undefined, 2)}\n`);
  for (const { title, state } of rotation.steps) io.log.info(plain(`${state}: ${title}`));
  for (const { policy, diff } of rotation.changes) io.log.info([policy, ...diff].map(plain).join('\n'));
  for (const use of rotation.uses) io.log.info(plain(use));
  if (rotation.key === undefined) io.log.info('nothing was changed: a dry run');
  else if (!args.json) io.log.info(rotation.announcement.split('\n').map(plain).join('\n'));
}
