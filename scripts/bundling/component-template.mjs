/** The text of one GitLab component, from the table of inputs. */
import { defaultOf, inputsOf, NOT_GIVEN, PIECES } from '../surface.mjs';
import { jobInputs } from './component-inputs.mjs';
import { CREDENTIAL_FILES, DEPLOYED, FETCHED, LOADERS, PASSED, REGISTRY_OF, SIGNED } from './component-environment.mjs';
import { BOOTSTRAP } from './bootstrap.mjs';

/** Cannot end a single-quoted string of a shell: printable ASCII without the quote. */
const LITERAL = '^[ -&(-~]*$';
/** The same with line breaks, for lists. */
const LITERAL_LINES = '^[ -&(-~\\n]*$';
/** Inputs that name files may contain every character except the quote: a glob can match that with `?`. */
const FREE = "^[^']*$";

const quote = (value) => `'${String(value).replaceAll("'", "''")}'`;
const indented = (text, spaces) =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(spaces)}${line}`))
    .join('\n');

function specInput(piece, name, spec) {
  const lines = [`    ${name}:`];
  if (spec.kind === 'flag') lines.push('      type: boolean', `      default: ${spec.default}`);
  else lines.push(`      default: ${quote(defaultOf(piece, spec) ?? '')}`);
  if (spec.choices) lines.push(`      options: [${spec.choices.map(quote).join(', ')}]`);
  else if (spec.kind !== 'flag') {
    const pattern = spec.free ? FREE : spec.kind === 'list' ? LITERAL_LINES : LITERAL;
    lines.push(`      regex: ${quote(spec.component?.regex ?? pattern)}`);
  }
  const note = spec.component === undefined ? '' : ` ${spec.component.note}`;
  return [...lines, `      description: ${quote(spec.description + note)}`];
}

/**
 * @param {string} name
 * @param {import('./component-inputs.mjs').JobInput} spec
 */
function jobInput(name, { type, default: fallback, options, regex, description }) {
  return [
    `    ${name}:`,
    ...(type ? [`      type: ${type}`] : []),
    ...(fallback === undefined ? [] : [`      default: ${type ? JSON.stringify(fallback) : quote(fallback)}`]),
    ...(options ? [`      options: [${options.map(quote).join(', ')}]`] : []),
    ...(regex ? [`      regex: ${quote(regex)}`] : []),
    `      description: ${quote(description)}`,
  ];
}

/**
 * One line of shell for each input, a literal between single quotes. What decides at the gate is left out by a word of its own: an
 * empty text reaches the program, which refuses it.
 */
function argument(piece, name, spec) {
  const flag = `--${spec.flag ?? name}`;
  if (defaultOf(piece, spec) === NOT_GIVEN)
    return `[ '$[[ inputs.${name} ]]' = '${NOT_GIVEN}' ] || set -- "$@" ${flag}='$[[ inputs.${name} ]]'`;
  if (spec.kind === 'flag') return `[ '$[[ inputs.${name} ]]' != true ] || set -- "$@" ${flag}`;
  return `[ -z '$[[ inputs.${name} ]]' ] || set -- "$@" ${flag}='$[[ inputs.${name} ]]'`;
}

/**
 * Starts a shell with no variables but those of a list. Builtins alone run before it: they have no options in the environment,
 * and do not need PATH. In a subshell, so that the rest of the job keeps its own variables.
 * @param {{variables: string[], named: string, registries?: [string, string[]][], args: string[], text: string, end: string}} shell
 */
function cleanShell({ variables, named, registries = [], args, text, end }) {
  return [
    '(',
    '  set +x',
    `  unset IFS ${LOADERS.join(' ')}`,
    "  path='$[[ inputs.path ]]' names='$[[ inputs." + named + " ]]'",
    '  set -- "PATH=${path:-$PATH}"',
    // The passwords of a registry are passed only together with its host.
    ...registries.flatMap(([input, [host, ...passwords]]) => [
      `  [ -z '$[[ inputs.${input} ]]' ] || set -- "$@" ${host}='$[[ inputs.${input} ]]'`,
      ...(passwords.length > 0 ? [`  [ -z '$[[ inputs.${input} ]]' ] || names="$names ${passwords.join(' ')}"`] : []),
    ]),
    `  for name in ${variables.join(' ')} $names; do`,
    '    eval "[ -z \\"\\${$name+x}\\" ] || set -- \\"\\$@\\" \\"$name=\\$$name\\""',
    '  done',
    ...args.map((line) => `  ${line}`),
    `  exec /usr/bin/env -i "$@" <<'${end}'`,
    text,
    end,
    ') || exit "$?"',
  ];
}

function program(piece, { program, digest }) {
  const { role, command, gitlab } = PIECES[piece];
  const gate = role === 'gate';
  const images = inputsOf(piece).some(([name]) => name === 'images');
  const inputs = inputsOf(piece).filter(([, spec]) => spec.only === undefined);
  const literal = (name) => `'$[[ inputs.${name} ]]'`;
  return cleanShell({
    variables: [...PASSED, ...FETCHED, ...(images ? CREDENTIAL_FILES : []), ...(gate ? [] : SIGNED)],
    named: 'variables',
    registries: images ? Object.entries(REGISTRY_OF) : [],
    args: [
      `set -- "$@" /bin/sh -s -- '${program}' '${digest}' ${literal('program-from')} ${literal('server')}`,
      `set -- "$@" ${literal('component-project')} '$[[ component.sha ]]' ${literal('ca-file')} ${images ? literal('images-from') : "''"}`,
      `set -- "$@" ${command.name}`,
      ...inputs.map(([name, spec]) => argument(piece, name, spec)),
      ...(gate
        ? [
            'set -- "$@" --report=junit=countersign-gate/junit.xml --report=json=countersign-gate/decision.json',
            'set -- "$@" --report=markdown=countersign-gate/decision.md --pinned=countersign-gate/pinned-images',
            '[ \'$[[ inputs.hand-on-files ]]\' != true ] || set -- "$@" --copies=countersign-gate/files',
          ]
        : []),
      ...(gitlab.words ?? []).map((word) => `set -- "$@" ${word}`),
    ],
    text: BOOTSTRAP,
    end: 'COUNTERSIGN_BOOTSTRAP',
  });
}

/** The deployment, in the job of the gate: no part of it runs unless the gate has written, in this job, that everything is allowed. */
const deployment = () =>
  cleanShell({
    variables: DEPLOYED,
    named: 'deploy-variables',
    registries: Object.entries(REGISTRY_OF).map(([input, [host = '']]) => [input, [host]]),
    args: ['set -- "$@" /bin/sh -e'],
    text: [
      'deploy() {',
      ':',
      '$[[ inputs.deploy ]]',
      '}',
      'if [ ! -f countersign-gate/pinned-images ]; then',
      '  echo "countersign: the decision is not allowed (mode: warn); nothing is deployed" >&2',
      '  exit 0',
      'fi',
      'HOME=$(getent passwd "$(id -u)" | cut -d: -f6)',
      'export HOME="${HOME:-/}"',
      'deploy </dev/null',
    ].join('\n'),
    end: 'COUNTERSIGN_DEPLOY',
  });

/**
 * Gate and deployment are the job's before_script: a script of the user's own comes after them, and a before_script of the user's
 * own replaces both, never the gate alone. What the script asks for then is a variable that only this shell can have made.
 */
const gateJob = (piece, built) => [
  '  before_script:',
  '    - |',
  indented([...program(piece, built), ...deployment(), 'readonly COUNTERSIGN_GATE=passed'].join('\n'), 6),
  '  script:',
  '    - |',
  indented(
    [
      'if (unset COUNTERSIGN_GATE) 2>/dev/null; then',
      '  echo "countersign: a before_script of your own has replaced the gate; what it does belongs into the input deploy" >&2',
      '  exit 3',
      'fi',
    ].join('\n'),
    6,
  ),
  '  after_script: []',
  '  artifacts:',
  '    when: $[[ inputs.results ]]',
  '    paths:',
  '      - countersign-gate/',
  '    reports:',
  '      junit: countersign-gate/junit.xml',
];

const signingJob = (piece, built) => [
  '  id_tokens:',
  '    SIGSTORE_ID_TOKEN:',
  '      aud: sigstore',
  '  before_script: []',
  '  after_script: []',
  '  script:',
  '    - |',
  indented(program(piece, built).join('\n'), 6),
  '  artifacts:',
  '    when: always',
  '    paths:',
  "      - '**/*.sigstore.json'",
  "      - '**/*.sigstore.jsonl'",
];

export function template(piece, built) {
  const inputs = inputsOf(piece).filter(([, spec]) => spec.only === undefined);
  return [
    '# Generated by scripts/build-components.mjs from the table of inputs and scripts/bundling/bootstrap.',
    'spec:',
    `  description: ${quote(PIECES[piece].description)}`,
    '  component: [name, sha, version, reference]',
    '  inputs:',
    ...Object.entries(jobInputs(piece)).flatMap(([name, spec]) => jobInput(name, spec)),
    ...inputs.flatMap(([name, spec]) => specInput(piece, name, spec)),
    '---',
    "'$[[ inputs.job-name ]]':",
    '  stage: $[[ inputs.stage ]]',
    '  needs: $[[ inputs.needs ]]',
    '  image: $[[ inputs.image ]]',
    '  rules: $[[ inputs.rules ]]',
    // A default before_script, after_script, hook, cache or service of the pipeline must not run beside an identity or a gate.
    '  inherit:',
    '    default: [tags, retry, timeout, interruptible]',
    ...(PIECES[piece].role === 'gate' ? gateJob(piece, built) : signingJob(piece, built)),
    '',
  ].join('\n');
}
