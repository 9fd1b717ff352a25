/**
 * Sentences that depend on whether there is a release. They stand between `<!-- release-NAME:start -->` and `<!-- release-NAME:end -->` in
 * the pages, and are written whenever references are filled in.
 */

/** @typedef {import('./references.mjs').Release} Release */

/** What `release.json` names until the first release. */
const PLACEHOLDER = `c0de${'0'.repeat(32)}c0de`;
/** How pages write the placeholder where no reference is meant. */
const SHORT = '`c0de…c0de`';

const shell = (...lines) => ['```sh', ...lines, '```'].join('\n');
const NAMES_COMMIT = 'The lines of Countersign name the commit of a release.';
const NO_COMMIT = `There is no release yet: ${SHORT} is a placeholder, and nothing runs until you replace it`;

/** @type {Readonly<Record<string, {before: string, after: (release: Release) => string}>>} */
const SENTENCES = {
  install: {
    before: [
      `There is no release yet. Until the first one, the commit ${SHORT} in the examples is a placeholder, and the command line runs from a checkout. It needs Node 20 or newer, npm and git:`,
      shell(
        'git clone https://github.com/countersign/countersign',
        'export PATH="$PWD/countersign:$PATH"',
        'countersign --version',
      ),
      'The first call installs what it needs (pnpm through npx, Node 24 from npm) and builds the program.',
    ].join('\n\n'),
    after: ({ version }) =>
      [
        'The command line is the npm package `countersign`. It needs Node 20.16, 22.3 or newer:',
        shell(`npm install --global countersign@${version}`, 'countersign --version'),
        'The same program is in an archive and in a container image; [verify our releases](docs/how-to/verify-our-releases.md) lists all files and how to check them. In a checkout, `./countersign` builds and runs the program.',
      ].join('\n\n'),
  },
  missing: { before: 'a release, certificates of your own authority', after: () => 'certificates of your own authority' },
  actions: {
    before: `${NAMES_COMMIT} ${NO_COMMIT} by the full commit of \`main\` in [countersign/countersign](https://github.com/countersign/countersign).`,
    after: () => NAMES_COMMIT,
  },
  components: { before: `${NAMES_COMMIT} ${NO_COMMIT}.`, after: () => NAMES_COMMIT },
};

const MARKED = /(<!-- release-(?<name>[a-z]+):start -->)(?<space>\s*)[\s\S]*?\s*(<!-- release-\k<name>:end -->)/g;

/**
 * @param {string} text
 * @param {Release} release
 * @returns {string} the text with its marked sentences as they are true for `release`
 * @throws Error when a marker names no sentence
 */
export function stated(text, release) {
  return text.replace(MARKED, (...args) => {
    const [, start] = args;
    const { name, space } = args.at(-1);
    const sentence = SENTENCES[name];
    if (sentence === undefined) throw new Error(`no sentence is called ${name}`);
    const written = release.commit === PLACEHOLDER ? sentence.before : sentence.after(release);
    return `${start}${space}${written}${space}<!-- release-${name}:end -->`;
  });
}
