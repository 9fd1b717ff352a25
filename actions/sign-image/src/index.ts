import { runAction } from '@countersign/surface';
import { SIGNING_VARIABLES } from '@countersign/surface/signing-environment';
import { toolkitRunner } from '@countersign/surface/toolkit-runner';
import { main } from './main.js';

void runAction('sign-image', main, toolkitRunner, SIGNING_VARIABLES);
