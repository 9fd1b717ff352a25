import { runAction } from '@countersign/action-kit';
import { main } from './main.js';

void runAction('sign-image', main);
