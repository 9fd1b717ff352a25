import { describeTrust } from '@countersign/core/trust';
import { plain } from '@countersign/surface/log';
import type { Command } from '../../command.js';
import { INSTANCES, loadNamed, NETWORK_FLAG, TRUST_FLAGS, trustRun } from './load-named.js';
import { trustLines } from './trust-lines.js';

export const command: Command = {
  name: 'trust show',
  summary:
    'What a trusted root trusts: certificate authorities, logs and timestamp authorities, with their validity, source and age.',
  usage: INSTANCES,
  examples: ['countersign trust show', 'countersign trust show github', 'countersign trust show trusted_root.json --json'],
  flags: [...TRUST_FLAGS, NETWORK_FLAG],
  async run(args, io) {
    const run = trustRun(args, io);
    const described = (await loadNamed(run, args, ['public-good'])).map((trust) => describeTrust(trust, run.clock()));
    if (args.json) io.out(`${JSON.stringify({ trusts: described }, undefined, 2)}\n`);
    else for (const trust of described) io.log.info(trustLines(trust, run.clock()).map(plain).join('\n'));
    return 0;
  },
};
