import { appendFileSync } from 'node:fs';

const { COUNTERSIGN_RUNNER_IMAGES: images = '', GITHUB_OUTPUT: output = '' } = process.env;
const { buildAndPush } = await import(images);
const digest = await buildAndPush(process.env.INPUT_TAGS, process.env.INPUT_PLATFORMS);
appendFileSync(output, `digest=${digest}\n`);
