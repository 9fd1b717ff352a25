import { runSetup } from '@countersign/surface/run-setup';
import { main } from './main.js';

void runSetup('setup', main);
