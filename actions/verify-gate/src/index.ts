import { runGate } from '@countersign/surface/run-gate';
import { main } from './main.js';

void runGate('verify-gate', main);
