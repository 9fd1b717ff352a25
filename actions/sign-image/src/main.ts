import type { ActionContext } from '@countersign/action-kit';
import { finishSigning } from '@countersign/action-kit/finish-signing';
import { signImage } from '@countersign/action-kit/sign';
import type { ExitStatus } from '@countersign/core/errors';

/** Signs images and says what came of it. */
export async function main(context: ActionContext<'sign-image'>): Promise<ExitStatus> {
  const report = await signImage(context.run, context.options);
  return finishSigning('Signed images', context, report);
}
