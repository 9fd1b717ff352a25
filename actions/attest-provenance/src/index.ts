import { runAction } from '@countersign/action-kit';
import { toolkitRunner } from '@countersign/action-kit/toolkit-runner';
import { main } from './main.js';

void runAction('attest-provenance', main, toolkitRunner);
