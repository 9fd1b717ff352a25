import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { expect } from '../cases.mjs';
import { components, previewPipeline } from '../gitlab/pipeline-run.mjs';
import { root } from '../programs.mjs';
import { snippets } from '../snippets.mjs';
import { pipelines } from './files.mjs';

const { PIECES } = await import(join(root, 'scripts', 'surface.mjs'));

/** The least a component needs: what it is to look at. */
const LEAST = Object.fromEntries(
  Object.entries(PIECES).map(([piece, { role, inputs }]) => {
    const subjects = inputs.includes('paths') ? { paths: 'dist/*' } : { images: 'registry.example.com/acme/app:1.2.3' };
    return [piece, { needs: [], ...subjects, ...(role === 'gate' ? { stage: 'deploy', policies: 'policy.yaml' } : {}) }];
  }),
);

const including = (component, inputs, more = {}) => {
  const include = [{ component: `$CI_SERVER_FQDN/countersign/components/${component}@${'c0de'.repeat(10)}`, inputs }];
  return JSON.stringify({ stages: ['build', 'deploy'], include, ...more });
};

/** The blocks of the components' README, which name a version; here each stands for the commit of that version, and the jobs in `needs` are there. */
function readmePipelines() {
  return snippets()
    .filter(({ where }) => where.startsWith('gitlab-components/'))
    .map(({ text }) => {
      const pipeline = parse(text.replace(/@\d+\.\d+\.\d+/g, `@${'c0de'.repeat(10)}`));
      const names = pipeline.include.map(({ component, inputs }) => inputs['job-name'] ?? /\/([a-z-]+)@/.exec(component)?.[1]);
      const needed = pipeline.include.flatMap(({ inputs }) => inputs.needs).filter((job) => !names.includes(job));
      const jobs = Object.fromEntries(needed.map((job) => [job, { stage: 'build', script: ['true'] }]));
      return stringify({ stages: ['build', 'sign', 'gate', 'deploy'], ...jobs, ...pipeline });
    });
}

export function gitlabCases() {
  return [
    ...components.map((name) => [
      'GitLab schema',
      `component ${name}`,
      'valid',
      async (folder) => {
        const jobs = await previewPipeline(folder, including(name, LEAST[name]));
        expect(jobs[name]?.script?.length > 0, `there is no job ${name}`, JSON.stringify(jobs));
        const renamed = await previewPipeline(
          join(folder, 'again'),
          including(name, { ...LEAST[name], 'job-name': 'other', stage: 'build', rules: [{ when: 'manual' }], tags: ['a'] }),
        );
        expect(
          renamed.other?.stage === 'build' && renamed.other.rules[0].when === 'manual',
          'inputs of the job',
          JSON.stringify(renamed),
        );
      },
    ]),
    ...pipelines.map((file) => [
      'GitLab schema',
      file,
      'valid',
      async (folder) => void (await previewPipeline(folder, readFileSync(join(root, file), 'utf8'))),
    ]),
    [
      'GitLab schema',
      "the components' README",
      'valid',
      async (folder) => {
        const all = readmePipelines();
        expect(all.length >= components.length, 'examples are missing');
        for (const [index, text] of all.entries()) {
          const jobs = await previewPipeline(join(folder, String(index)), text);
          expect(
            [...components, 'deploy'].some((name) => jobs[name]?.script),
            'no job',
            JSON.stringify(jobs),
          );
        }
      },
    ],
    [
      'GitLab schema',
      "the components' own pipeline",
      'valid',
      async (folder) => {
        const jobs = await previewPipeline(
          folder,
          readFileSync(join(root, 'gitlab-components', '.gitlab-ci.yml'), 'utf8'),
          'countersign/components',
        );
        expect(jobs.release?.release?.tag_name, 'no release', JSON.stringify(jobs));
      },
    ],
    [
      'GitLab schema',
      'a job with a key that GitLab does not know',
      'found',
      async (folder) => {
        const wrong = including('sign-blob', LEAST['sign-blob'], {
          deploy: { stage: 'deploy', script: ['true'], permissions: { 'id-token': 'write' } },
        });
        const error = await previewPipeline(folder, wrong).then(
          () => undefined,
          (error) => error,
        );
        expect(error?.message.includes('permissions'), 'not found', error?.message);
      },
    ],
  ];
}

/** Components are valid on their own, too: two documents, every input described, of a type GitLab knows. */
export function specCases() {
  const KEYS = ['default', 'description', 'options', 'regex', 'type'];
  return components.map((name) => [
    'component spec',
    name,
    'valid',
    async () => {
      const text = readFileSync(join(root, 'gitlab-components', 'templates', name, 'template.yml'), 'utf8');
      const documents = parseAllDocuments(text, { merge: false });
      expect(documents.length === 2 && documents.every(({ errors }) => errors.length === 0), 'not two documents');
      const { spec } = documents[0].toJS();
      const used = new Set([...text.matchAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g)].map(([, input]) => input));
      expect([...used].sort().join() === Object.keys(spec.inputs).sort().join(), 'not the inputs it declares', [...used]);
      expect(
        Object.keys(spec).every((key) => ['description', 'component', 'inputs'].includes(key)),
        'unknown keys',
        Object.keys(spec),
      );
      for (const [input, declared] of Object.entries(spec.inputs)) {
        expect(
          Object.keys(declared).every((key) => KEYS.includes(key)),
          `${input}: unknown keys`,
          Object.keys(declared),
        );
        expect(['string', 'number', 'boolean', 'array'].includes(declared.type ?? 'string'), `${input}: unknown type`);
        expect(declared.description?.length > 0, `${input}: not described`);
        if (declared.regex) expect(!/\(\?[=!<]/.test(declared.regex), `${input}: RE2 knows no lookaround`);
      }
    },
  ]);
}
