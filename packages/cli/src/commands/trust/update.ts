import { CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { compareRoots, describeTrust, loadTrust, type DescribedTrust } from '@countersign/core/trust';
import { plain } from '@countersign/surface/log';
import type { Command } from '../../command.js';
import { loadNamed, trustRun } from './load-named.js';
import { changeLine } from './trust-lines.js';

export const command: Command = {
  name: 'trust update',
  summary: 'Ask the TUF repository of an instance now, verify the answer, keep it for later runs, and say what changed.',
  usage: '[public-good | github | URL#sha256=HEX]…',
  examples: ['countersign trust update', 'countersign trust update public-good github'],
  notes: ['Without an answer that verifies, the status is 2 and the earlier copy stays as it is.'],
  async run(args, io) {
    const run = trustRun(args, io);
    const documents = [];
    for (const name of args.positionals.length > 0 ? args.positionals : ['public-good']) {
      const before = await earlier(run, name);
      const [trust] = await loadNamed(run, { ...args, positionals: [name] }, [], { refresh: true });
      const after = describeTrust(trust, run.clock());
      if (after.origin.kind !== 'tuf')
        throw new CountersignError('INPUT_INVALID', `${name} is a file, and files are not updated`, {
          expected: 'public-good, github or a TUF mirror',
          found: name,
          hint: 'Write the file again with "countersign trust export".',
        });
      const document = { name, ...difference(before, after), now: after };
      documents.push(document);
      if (!args.json) io.log.info(linesOf(document).map(plain).join('\n'));
    }
    if (args.json) io.out(`${JSON.stringify({ updates: documents }, undefined, 2)}\n`);
    return 0;
  },
};

/** The copy that a run without network would use: the verified cache or the embedded root; undefined if there is none. */
async function earlier(run: Run, name: string): Promise<DescribedTrust | undefined> {
  const offline: Run = { ...run, net: { ...run.net, capability: 'none' }, emit: () => undefined };
  try {
    return describeTrust(await loadTrust(offline, { trustedRoot: name, withSigningConfig: false }), run.clock());
  } catch (error) {
    if (error instanceof CountersignError && error.exitStatus === 3) throw error;
    return undefined;
  }
}

function difference(before: DescribedTrust | undefined, after: DescribedTrust) {
  const [old] = before?.roots ?? [];
  const [root] = after.roots;
  return {
    before: old?.digest,
    after: root?.digest,
    changes: old === undefined || root === undefined ? undefined : compareRoots(old, root),
  };
}

function linesOf({
  name,
  before,
  after,
  changes,
  now,
}: { readonly name: string; readonly now: DescribedTrust } & ReturnType<typeof difference>) {
  const expires = now.origin.kind === 'tuf' ? `; metadata valid until ${now.origin.expires}` : '';
  if (changes === undefined) return [`${name}: ${after ?? ''}, there was no earlier copy to compare with${expires}`];
  if (before === after) return [`${name}: unchanged, ${after ?? ''}${expires}`];
  const details =
    changes.length === 0 ? ['  the same keys with the same validity'] : changes.map((one) => `  ${changeLine(one)}`);
  return [`${name}: ${before ?? ''} is now ${after ?? ''}${expires}`, ...details];
}
