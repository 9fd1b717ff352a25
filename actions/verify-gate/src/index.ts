import { runAction } from '@countersign/surface';
import { lightRunner } from '@countersign/surface/light-runner';
import { main } from './main.js';

void runAction('verify-gate', main, lightRunner);
