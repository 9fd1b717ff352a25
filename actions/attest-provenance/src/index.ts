import { runSigning } from '@countersign/surface/run-signing';
import { attestProvenance } from '@countersign/surface/sign';

void runSigning('attest-provenance', attestProvenance);
