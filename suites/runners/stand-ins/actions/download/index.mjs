import { cpSync } from 'node:fs';
import { join } from 'node:path';

const { INPUT_NAME: name = '', INPUT_PATH: path = '', COUNTERSIGN_RUNNER_STORE: store = '' } = process.env;
cpSync(join(store, name), path, { recursive: true });
