import { signImage } from '@countersign/surface/sign';
import { signingCommand } from '../signing-command.js';

export const command = signingCommand('sign-image', signImage);
