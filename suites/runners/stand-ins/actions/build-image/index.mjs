import { appendFileSync } from 'node:fs';

const { buildAndPush } = await import(process.env.COUNTERSIGN_RUNNER_IMAGES);
const digest = await buildAndPush(process.env.INPUT_TAGS, process.env.INPUT_PLATFORMS);
appendFileSync(process.env.GITHUB_OUTPUT, `digest=${digest}\n`);
