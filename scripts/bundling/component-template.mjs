/** The text of one GitLab component, from the table of inputs. */
import { defaultOf, inputsOf, NOT_GIVEN, PIECE_FACTS } from '../surface.mjs';

/** Cannot end a single-quoted string of a shell: printable ASCII without the quote. */
const LITERAL = '^[ -&(-~]*$';
/** The same with line breaks, for lists. */
const LITERAL_LINES = '^[ -&(-~\\n]*$';

const DEFAULT_IMAGE = 'node:24.21.0-slim';

/** Inputs that belong to the job, not to the program. */
const JOB_INPUTS = (piece) => ({
  'job-name': {
    default: piece,
    regex: '^[.]?[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,99}$',
    description: 'Name of the job. With a dot before it, it runs only as part of a job that extends it.',
  },
  stage: {
    default: piece === 'verify-gate' ? 'deploy' : 'build',
    regex: '^[A-Za-z0-9._-][A-Za-z0-9 ._-]*$',
    description: 'Stage of the job.',
  },
  image: {
    default: DEFAULT_IMAGE,
    regex: '^[A-Za-z0-9._:/@-]+$',
    description: 'Image with Node 24, tar and a POSIX shell; name your mirror of it by digest.',
  },
  rules: { type: 'array', default: [{ when: 'on_success' }], description: 'When the job runs (`rules` of GitLab CI/CD).' },
  'component-project': {
    default: 'countersign/components',
    regex: '^[A-Za-z0-9._/-]+$',
    description: 'The project on this GitLab instance that you include this component from; the program is fetched from it.',
  },
});

const quote = (value) => `'${String(value).replaceAll("'", "''")}'`;
const variable = (name) => `COUNTERSIGN_${name.replaceAll('-', '_').toUpperCase()}`;

function specInput(piece, name, spec) {
  const lines = [`    ${name}:`];
  if (spec.kind === 'flag') lines.push('      type: boolean', `      default: ${spec.default}`);
  else lines.push(`      default: ${quote(defaultOf(piece, spec) ?? '')}`);
  if (spec.choices) lines.push(`      options: [${spec.choices.map(quote).join(', ')}]`);
  else if (!spec.free && spec.kind !== 'flag') {
    const pattern = spec.kind === 'list' ? LITERAL_LINES : LITERAL;
    lines.push(`      regex: ${quote(name === 'bundle-path' ? '^([ -&(-~]*\\.sigstore\\.jsonl?)?$' : pattern)}`);
  }
  const note =
    name === 'bundle-path' ? ' Its name ends in .sigstore.json or .sigstore.jsonl, so that the job keeps it as an artifact.' : '';
  return [...lines, `      description: ${quote(spec.description + note)}`];
}

function jobInput(name, { type, default: fallback, regex, description }) {
  return [
    `    ${name}:`,
    ...(type ? [`      type: ${type}`] : []),
    `      default: ${type ? JSON.stringify(fallback) : quote(fallback)}`,
    ...(regex ? [`      regex: ${quote(regex)}`] : []),
    `      description: ${quote(description)}`,
  ];
}

/**
 * One line of shell for each input: free text comes from its variable, everything that decides is a literal here. What decides
 * at the gate is left out by a word of its own: an empty text reaches the program, which refuses it.
 */
function argument(piece, name, spec) {
  const flag = `--${spec.flag ?? name}`;
  if (defaultOf(piece, spec) === NOT_GIVEN) {
    const [test, value] = spec.free
      ? [`"\${${variable(name)}-${NOT_GIVEN}}"`, `"${flag}=\${${variable(name)}-}"`]
      : [`'$[[ inputs.${name} ]]'`, `${flag}='$[[ inputs.${name} ]]'`];
    return `[ ${test} = '${NOT_GIVEN}' ] || set -- "$@" ${value}`;
  }
  if (spec.free) return `[ -z "\${${variable(name)}:-}" ] || set -- "$@" "${flag}=$${variable(name)}"`;
  if (spec.kind === 'flag') return `[ '$[[ inputs.${name} ]]' != true ] || set -- "$@" ${flag}`;
  return `[ -z '$[[ inputs.${name} ]]' ] || set -- "$@" ${flag}='$[[ inputs.${name} ]]'`;
}

/**
 * Fetches the program at this component's commit and checks it against the literal digest; where it comes from is therefore
 * of no concern: a folder in the image, a mirror, or the component's project. No single quote may stand in it.
 */
const FETCH = `
const { createHash } = require("node:crypto");
const { readFileSync, writeFileSync } = require("node:fs");
const [digest, name, project, commit, target] = process.argv.slice(1);
const { COUNTERSIGN_PROGRAM_DIR: folder, COUNTERSIGN_PROGRAM_URL: mirror, CI_API_V4_URL: api, CI_JOB_TOKEN: token } = process.env;
const own = api + "/projects/" + encodeURIComponent(project) + "/repository/files/" + encodeURIComponent("dist/" + name) + "/raw?ref=" + commit;
const url = mirror ? mirror.replace(/\\/+$/, "") + "/" + name : own;
const ask = (headers) => fetch(url, { headers, signal: AbortSignal.timeout(60000) });
const download = async () => {
  let answer = await ask({});
  if ([401, 403, 404].includes(answer.status) && !mirror && token) answer = await ask({ "JOB-TOKEN": token });
  if (!answer.ok) throw new Error(url + " answered " + answer.status);
  return Buffer.from(await answer.arrayBuffer());
};
const retried = async (left) => {
  try { return await download(); } catch (error) {
    if (left === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return retried(left - 1);
  }
};
(folder ? Promise.resolve(readFileSync(folder + "/" + name)) : retried(2)).then((bytes) => {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== digest) throw new Error("expected sha256 " + digest + ", found " + found);
  writeFileSync(target, bytes, { mode: 0o600 });
}).catch((error) => {
  const cause = error.cause ? ": " + error.cause.message : "";
  console.error("countersign: the program " + name + " could not be fetched: " + error.message + cause);
  process.exit(2);
});
`.trim();

export function template(piece, { program, digest }) {
  const gate = piece === 'verify-gate';
  const inputs = inputsOf(piece).filter(([, spec]) => spec.only === undefined);
  const free = inputs.filter(([, spec]) => spec.free);
  const script = [
    'set -eu',
    '# Nothing that a pipeline variable may set loads code into the program.',
    'unset NODE_OPTIONS NODE_PATH NODE_COMPILE_CACHE NODE_TLS_REJECT_UNAUTHORIZED LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES',
    'if [ -n "${CI_SERVER_TLS_CA_FILE:-}" ] && [ -z "${NODE_EXTRA_CA_CERTS:-}" ]; then export NODE_EXTRA_CA_CERTS="$CI_SERVER_TLS_CA_FILE"; fi',
    'program="$(mktemp -d)"',
    `node -e '${FETCH}' '${digest}' '${program}' '$[[ inputs.component-project ]]' '$[[ component.sha ]]' "$program/${program}"`,
    ...(gate ? [] : [`tar -xf "$program/${program}" -C "$program"`]),
    // What an earlier job or the repository left under these names would be uploaded as ours where we end before writing.
    ...(gate ? ['rm -rf countersign-gate.xml countersign-gate.json countersign-gate.md countersign-gate.env'] : []),
    `set -- ${gate ? 'verify' : piece}`,
    ...inputs.map(([name, spec]) => argument(piece, name, spec)),
    ...(gate
      ? [
          'set -- "$@" --report=junit=countersign-gate.xml --report=json=countersign-gate.json --report=markdown=countersign-gate.md --dotenv=countersign-gate.env',
        ]
      : []),
    ...(piece === 'attest-provenance' ? ['set -- "$@" --component=\'$[[ component.name ]]@$[[ component.sha ]]\''] : []),
    'status=0',
    `node "$program/${gate ? program : 'index.js'}" "$@" || status=$?`,
    'rm -rf "$program"',
    // Whoever extends the job goes on in the same shell.
    '[ "$status" -eq 0 ] || exit "$status"',
  ];
  return [
    '# Generated by scripts/build-components.mjs from the table of inputs.',
    'spec:',
    `  description: ${quote(PIECE_FACTS[piece].description)}`,
    '  component: [name, sha, version, reference]',
    '  inputs:',
    ...Object.entries(JOB_INPUTS(piece)).flatMap(([name, spec]) => jobInput(name, spec)),
    ...inputs.flatMap(([name, spec]) => specInput(piece, name, spec)),
    '---',
    "'$[[ inputs.job-name ]]':",
    '  stage: $[[ inputs.stage ]]',
    '  image: $[[ inputs.image ]]',
    '  rules: $[[ inputs.rules ]]',
    ...(gate ? [] : ['  id_tokens:', '    SIGSTORE_ID_TOKEN:', '      aud: sigstore']),
    '  variables:',
    ...free.flatMap(([name]) => [`    ${variable(name)}:`, `      value: '$[[ inputs.${name} ]]'`, '      expand: false']),
    '  script:',
    '    - |',
    ...script
      .join('\n')
      .split('\n')
      .map((line) => (line === '' ? '' : `      ${line}`)),
    '  artifacts:',
    '    when: always',
    '    paths:',
    ...(gate ? ['      - countersign-gate.*'] : ["      - '**/*.sigstore.json'", "      - '**/*.sigstore.jsonl'"]),
    ...(gate ? ['    reports:', '      junit: countersign-gate.xml', '      dotenv: countersign-gate.env'] : []),
    '',
  ].join('\n');
}
