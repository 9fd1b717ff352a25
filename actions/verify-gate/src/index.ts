import { runAction } from '@countersign/action-kit';
import { lightRunner } from '@countersign/action-kit/light-runner';
import { main } from './main.js';

void runAction('verify-gate', main, lightRunner);
