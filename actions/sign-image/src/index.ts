import { runSigning } from '@countersign/surface/run-signing';
import { signImage } from '@countersign/surface/sign';

void runSigning('sign-image', signImage);
