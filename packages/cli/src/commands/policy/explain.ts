import { expandOneLine, explainPolicy, type OneLinePolicy } from '@countersign/core/policy';
import { CountersignError } from '@countersign/core/errors';
import { INPUTS, ONE_LINE, optionName } from '@countersign/surface/options';
import type { Arguments, Command } from '../../command.js';
import { policyFile, requireFiles } from './policy-file.js';

export const command: Command = {
  name: 'policy explain',
  summary: 'Print the full meaning of signers (issuer, identity and certificate extensions); of a one-line policy, too.',
  usage: 'FILE… | --certificate-identity ID --certificate-oidc-issuer URL …',
  examples: [
    'countersign policy explain release.policy.yaml',
    'countersign policy explain --repository acme/app --certificate-oidc-issuer https://token.actions.githubusercontent.com',
  ],
  flags: ONE_LINE.map((name) => ({
    name,
    placeholder: INPUTS[name].placeholder,
    description: INPUTS[name].description,
  })),
  async run(args, io) {
    const documents = [];
    for await (const { file, explanation } of explanations(args)) {
      if (!args.json) io.log.info(explanation);
      documents.push({ file, ok: true, explanation });
    }
    if (args.json) io.out(`${JSON.stringify(documents, undefined, 2)}\n`);
    return 0;
  },
};

async function* explanations(args: Arguments): AsyncGenerator<{ readonly file: string; readonly explanation: string }> {
  const files = args.positionals;
  const line = oneLineOf(args);
  if (line !== undefined && files.length > 0) {
    throw new CountersignError('INPUT_INVALID', 'policy files and the flags of a one-line policy contradict each other', {
      expected: 'either files or flags',
      found: ['explain', ...files].join(' '),
    });
  }
  if (line !== undefined) {
    yield { file: 'command line', explanation: explainPolicy(await expandOneLine(line)) };
    return;
  }
  requireFiles(files, 'policy explain');
  for (const file of files) yield { file, explanation: explainPolicy(await policyFile(file)) };
}

function oneLineOf({ extra }: Arguments): OneLinePolicy | undefined {
  const given = ONE_LINE.flatMap((name) => {
    const [value] = extra[name] ?? [];
    return value === undefined ? [] : [[optionName(name), value] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
