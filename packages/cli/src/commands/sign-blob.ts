import { signBlob } from '@countersign/surface/sign';
import { LOGIN_FLAG, loginFor } from '../login/login-flag.js';
import { signingCommand } from '../signing-command.js';

export const command = signingCommand(
  'sign-blob',
  (run, options, args, io) => signBlob(run, options, loginFor(run, options, args, io)),
  { flags: [LOGIN_FLAG] },
);
