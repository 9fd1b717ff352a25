import type { ActionContext } from '@countersign/surface';
import { finishSigning } from '@countersign/surface/finish-signing';
import { signImage } from '@countersign/surface/sign';
import type { ExitStatus } from '@countersign/core/errors';

/** Signs images and says what came of it. */
export async function main(context: ActionContext<'sign-image'>): Promise<ExitStatus> {
  const report = await signImage(context.run, context.options);
  return finishSigning('Signed images', context, report);
}
