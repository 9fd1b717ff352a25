/**
 * Settings that local runners ignore, kept as golden files: which jobs may request an identity, deploy to an environment, or get which token.
 * `UPDATE=1 node suites/runners/golden.mjs` writes them anew; read the difference before you commit it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { expect, judgeAndExit } from './cases.mjs';
import { previewPipeline } from './gitlab/pipeline-run.mjs';
import { pipelines, workflows } from './lint/files.mjs';
import { root } from './programs.mjs';
import { ourAction } from './workflow.mjs';

const folder = join(root, 'suites', 'runners', 'golden');
const SIGNS = ['sign-blob', 'sign-image', 'attest-provenance'];
const TOKEN = { SIGSTORE_ID_TOKEN: { aud: 'sigstore' } };
const json = (value) => JSON.stringify(value, undefined, 2);

async function golden(name, found) {
  const file = join(folder, `${name}.json`);
  const text = await format(json(found), { ...(await resolveConfig(file)), parser: 'json' });
  if (process.env.UPDATE) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const wanted = readFileSync(file, 'utf8');
  expect(wanted === text, `differs from suites/runners/golden/${name}.json`, `expected\n${wanted}\nfound\n${text}`);
}

/** A key signs without an identity, unless its service is logged in to with one; provenance is made of the token's claims. */
const needsToken = (step) =>
  ourAction(step) === 'attest-provenance' || !step.with?.keys || step.with.keys.includes('keyless') || 'key-login' in step.with;

/** act gives every job what the runner has: permissions and environments are only read here. */
function github(file) {
  const workflow = parse(readFileSync(join(root, file), 'utf8'));
  expect(json(workflow.permissions) === '{}', 'the workflow has permissions for all of its jobs', json(workflow.permissions));
  const jobs = Object.entries(workflow.jobs).map(([id, { permissions, environment, steps }]) => {
    const actions = steps.map(ourAction).filter(Boolean);
    expect(permissions, `job ${id} names no permissions`);
    const signs = steps.some((step) => SIGNS.includes(ourAction(step) ?? '') && needsToken(step));
    // npm's trusted publishing takes an identity token, too.
    const publishes = steps.some(({ run = '' }) => /^\s*npm publish /m.test(run));
    expect(
      (permissions['id-token'] === 'write') === (signs || publishes),
      `job ${id}: id-token: write is for jobs that sign or publish to npm, and for those only`,
    );
    return [id, { permissions, ...(environment ? { environment } : {}), actions }];
  });
  return Object.fromEntries(jobs);
}

/** gitlab-ci-local gives every job every variable: which of them GitLab gives a token is only read here. */
async function gitlab(file, folder) {
  const { stages, workflow, ...rest } = await previewPipeline(folder, readFileSync(join(root, file), 'utf8'));
  const jobs = Object.entries(rest).filter(([, value]) => value?.script);
  const found = jobs.map(([name, { stage, needs, image, id_tokens, environment, artifacts }]) => {
    expect(!artifacts?.reports?.dotenv, `job ${name} hands variables on, which outrank those of the jobs that get them`);
    // The service of a key takes a token of its own.
    const { SIGSTORE_ID_TOKEN, ...others } = id_tokens ?? {};
    const token = SIGSTORE_ID_TOKEN ? json({ SIGSTORE_ID_TOKEN }) : undefined;
    const more = SIGNS.includes(name) && file.startsWith('examples/keys/') ? [] : Object.keys(others);
    expect(
      token === (SIGNS.includes(name) ? json(TOKEN) : undefined) && more.length === 0,
      `job ${name}: a token is for jobs that sign, and for those only`,
      json(id_tokens),
    );
    return [
      name,
      { stage, needs: needs?.map((need) => need.job ?? need), image: image?.name ?? image, id_tokens, environment, artifacts },
    ];
  });
  return { stages, workflow, jobs: Object.fromEntries(found) };
}

export function goldenCases() {
  const name = (file) => file.replace(/^\./, '').replace(/(?:\.gitlab-ci)?\.yml$/, '');
  return [
    ...workflows.map((file) => [file, 'permissions as written', async () => golden(name(file), github(file))]),
    ...pipelines.map((file) => [
      file,
      'tokens and environments as written',
      async (folder) => golden(name(file), await gitlab(file, folder)),
    ]),
  ].map(([file, verdict, run]) => ({ runner: 'golden', name: file, verdict, run }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await judgeAndExit(goldenCases());
