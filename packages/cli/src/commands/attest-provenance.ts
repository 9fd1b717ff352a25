import { attestProvenance } from '@countersign/surface/sign';
import { CountersignError } from '@countersign/core/errors';
import { signingCommand } from '../signing-command.js';

export const command = signingCommand(
  'attest-provenance',
  async (run, options, { extra }) => {
    const component = readComponent(extra['component']);
    return attestProvenance(run, options, component ? { component } : {});
  },
  {
    flags: [
      {
        name: 'component',
        placeholder: 'NAME@COMMIT',
        description: 'The GitLab component that runs this command; recorded as self-asserted.',
      },
    ],
  },
);

function readComponent(values: readonly string[] | undefined): { readonly name: string; readonly sha: string } | undefined {
  const found = values?.at(-1);
  if (found === undefined) return undefined;
  const [, name, sha] = /^([A-Za-z0-9._-]+)@([0-9a-f]{40,64})$/.exec(found) ?? [];
  if (name === undefined || sha === undefined)
    throw new CountersignError('INPUT_INVALID', '--component has an invalid value', { expected: 'NAME@COMMIT', found });
  return { name, sha };
}
