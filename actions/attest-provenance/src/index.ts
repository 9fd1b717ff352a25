import { runAction } from '@countersign/surface';
import { SIGNING_VARIABLES } from '@countersign/surface/signing-environment';
import { toolkitExec } from '@countersign/surface/toolkit-exec';
import { toolkitRunner } from '@countersign/surface/toolkit-runner';
import { main } from './main.js';

void runAction('attest-provenance', main, toolkitRunner, SIGNING_VARIABLES, toolkitExec);
