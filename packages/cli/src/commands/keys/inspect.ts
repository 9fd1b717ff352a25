import { inspectKey, type InspectedKey } from '@countersign/core/operations/keys';
import { plain } from '@countersign/surface/log';
import type { Command } from '../../command.js';
import { onlyPositional } from '../../inputs.js';
import { certificateLines, keyLines } from './fact-lines.js';
import { keyServices, keysRun, LOGIN_FLAG, PASSWORD_FLAG, secretReference } from './keys-run.js';

export const command: Command = {
  name: 'keys inspect',
  summary: 'Show type, fingerprint, material and hints of a key, and the facts of its certificate. Secret parts are never shown.',
  usage: 'REFERENCE | FILE',
  examples: [
    'countersign keys inspect release.pub',
    'countersign keys inspect hashivault://release',
    'countersign keys inspect release.crt --json',
  ],
  flags: [
    { ...PASSWORD_FLAG, description: 'Where the password of an encrypted private key is: without it, only its format is shown.' },
    LOGIN_FLAG,
  ],
  async run(args, io) {
    const run = keysRun(args, io);
    const reference = onlyPositional(args.positionals, 'REFERENCE or FILE');
    const inspected = await inspectKey(run, reference, {
      password: secretReference(args, 'key-password', run),
      services: keyServices(args),
    });
    if (args.json) io.out(`${JSON.stringify(inspected, undefined, 2)}\n`);
    else io.log.info(linesOf(inspected).map(plain).join('\n'));
    if (inspected.readableByOthers === true)
      io.log.warn(
        `others than the owner can read ${inspected.where}: chmod 600, and replace the key if somebody may have read it`,
      );
    return 0;
  },
};

const KINDS = {
  'public-key': 'a public key',
  'private-key': 'a private key',
  certificate: 'a certificate',
  service: 'a key at a service',
} as const satisfies Readonly<Record<InspectedKey['kind'], string>>;

function linesOf(inspected: InspectedKey): readonly string[] {
  const { where, kind, format, encrypted, version, key, certificate, chain = [] } = inspected;
  return [
    `${where}: ${KINDS[kind]}${encrypted === true ? ', encrypted' : ''}${format === undefined ? '' : ` (${format})`}`,
    ...(version === undefined ? [] : [`version: ${version}`]),
    ...(key === undefined ? ['its public half is encrypted with it: give --key-password'] : keyLines(key)),
    ...(certificate === undefined ? [] : certificateLines(certificate)),
    ...chain.flatMap(certificateLines),
  ];
}
