import type { ActionContext } from '@countersign/surface';
import { finishSigning } from '@countersign/surface/finish-signing';
import { signBlob } from '@countersign/surface/sign';
import type { ExitStatus } from '@countersign/core/errors';

/** Signs files and says what came of it. */
export async function main(context: ActionContext<'sign-blob'>): Promise<ExitStatus> {
  const report = await signBlob(context.run, context.options);
  return finishSigning('Signed files', context, report);
}
