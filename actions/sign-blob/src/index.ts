import { runSigning } from '@countersign/surface/run-signing';
import { signBlob } from '@countersign/surface/sign';

void runSigning('sign-blob', signBlob);
