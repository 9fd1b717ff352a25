import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const { INPUT_NAME: name = '', INPUT_PATH: path = '', COUNTERSIGN_RUNNER_STORE: store = '' } = process.env;
if (!existsSync(path) || readdirSync(path).length === 0) throw new Error(`no files were found in ${path}`);
if (existsSync(join(store, name))) throw new Error(`an artifact named ${name} exists already`);
cpSync(path, join(store, name), { recursive: true });
