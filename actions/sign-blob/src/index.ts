import { runAction } from '@countersign/action-kit';
import { SIGNING_VARIABLES } from '@countersign/action-kit/signing-environment';
import { toolkitRunner } from '@countersign/action-kit/toolkit-runner';
import { main } from './main.js';

void runAction('sign-blob', main, toolkitRunner, SIGNING_VARIABLES);
