import { KINDS, LATER, type Kinds } from './requirements/index.js';

/* The parts of docs/reference/policy.md that come from the table of kinds; scripts/gen-policy-schema.mjs writes them, a test compares them. */

type AnyKind = Kinds[keyof Kinds][string];

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((one) => row(...one))].join('\n');
const fieldsOf = ({ page }: AnyKind): readonly (readonly [string, string])[] =>
  Object.entries(page.fields as Record<string, string>);

/** Markdown by the name of its markers. */
export function referencePage(kinds: Kinds = KINDS): Readonly<Record<'requirements' | 'rule-requirements', string>> {
  const all = Object.values(kinds.require);
  return {
    requirements: [
      table(
        ['requirement', 'met by'],
        all.map((kind) => [`\`${formOf(kind)}\``, kind.page.summary]),
      ),
      ...all.map(sectionOf),
      laterOf(kinds),
    ].join('\n\n'),
    'rule-requirements': table(
      ['key', 'meaning'],
      [
        ...Object.values(kinds.match).map((kind) => [`\`match.${kind.key}\``, kind.page.summary]),
        ...Object.values(kinds.rule).flatMap((kind): (readonly string[])[] =>
          fieldsOf(kind).length === 0
            ? [[`\`${kind.key}\``, kind.page.summary]]
            : fieldsOf(kind).map(([field, meaning]) => [`\`${kind.key}.${field}\``, meaning]),
        ),
      ],
    ),
  };
}

/** Everything of the language that is refused as not in this version. */
function laterOf(kinds: Kinds): string {
  const words = (keys: readonly string[]): string => keys.map((key) => `\`${key}\``).join(', ');
  const open = (place: keyof Kinds): string => words(LATER[place].filter((key) => !Object.hasOwn(kinds[place], key)));
  return [
    'Not in this version, and therefore refused:',
    `- under \`require\`: ${open('require')}; in \`attestation\`: ${words(LATER.attestation)}`,
    `- in a rule: ${open('rule')}; in its \`match\`: ${open('match')}`,
    `- in a signer: ${words(LATER.signer)}, and a list of names for \`repository\` or \`project\``,
    `- in a trust: ${words(LATER.trust)}`,
    `- in the policy itself: ${words(LATER.policy)}`,
  ].join('\n');
}

/** `signature: {by, max-age}`. */
function formOf(kind: AnyKind): string {
  const fields = fieldsOf(kind).map(([field]) => field);
  return `${kind.key}: ${kind.level === 'set' ? '[[…], […]]' : fields.length === 0 ? '[…]' : `{${fields.join(', ')}}`}`;
}

function sectionOf(kind: AnyKind): string {
  const fields = fieldsOf(kind).map(([field, meaning]) => [`\`${field}\``, meaning]);
  return [
    `### \`${kind.key}\``,
    `\`\`\`yaml\n- ${kind.page.example}\n\`\`\``,
    ...(fields.length === 0 ? [] : [table(['key', 'meaning'], fields)]),
  ].join('\n\n');
}
