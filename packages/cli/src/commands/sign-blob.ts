import { signBlob } from '@countersign/surface/sign';
import { signingCommand } from '../signing-command.js';

export const command = signingCommand('sign-blob', signBlob);
