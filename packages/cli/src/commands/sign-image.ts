import { signImage } from '@countersign/surface/sign';
import { LOGIN_FLAG, loginFor } from '../login/login-flag.js';
import { signingCommand } from '../signing-command.js';

export const command = signingCommand(
  'sign-image',
  (run, options, args, io) => signImage(run, options, loginFor(run, options, args, io)),
  { flags: [LOGIN_FLAG] },
);
