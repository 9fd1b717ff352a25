import type { ActionContext } from '@countersign/surface';
import { finishSigning } from '@countersign/surface/finish-signing';
import { attestProvenance } from '@countersign/surface/sign';
import type { ExitStatus } from '@countersign/core/errors';

/** Attests provenance and says what came of it. */
export async function main(context: ActionContext<'attest-provenance'>): Promise<ExitStatus> {
  const report = await attestProvenance(context.run, context.options);
  return finishSigning('Provenance', context, report);
}
