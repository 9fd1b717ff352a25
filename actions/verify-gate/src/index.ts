import { runAction } from '@countersign/action-kit';
import { main } from './main.js';

void runAction('verify-gate', main);
