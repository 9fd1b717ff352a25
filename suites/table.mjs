/**
 * The suites: programs and data of other projects that judge this one, one entry each. `npm run suites` runs them, `npm run peers` installs
 * what they need, docs/explain/judged.md says when each has judged which commit.
 *
 * @typedef {object} Suite
 * @property {string} what it shows, in one line
 * @property {readonly string[]} judges paths (from the root, folders or files) whose changes can change its result
 * @property {readonly string[]} peers names from suites/peers.mjs
 * @property {'push' | 'all'} lane `push`: on every push, with samples of its matrices; `all`: by those who change what it judges
 * @property {string} install what its peers cost on an empty machine with two cores
 * @property {readonly string[]} command arguments of Node; its last line of output is the result
 */

const CORE = 'packages/core/src';
const FACES = ['packages/surface/src', 'packages/cli/src'];
const REAL_SERVICES = ['cosign', 'fulcio', 'rekor-tiles', 'rekor-tiles-2.2', 'timestamp-server', 'openssl'];
const JEST = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/** Tests that pack and install releases, or run whole pages of the documentation: `npm test` leaves them to the suite `release`. */
export const RELEASE_TESTS = ['tests/release', 'suites/runners/pages'];

/** @satisfies {Readonly<Record<string, Suite>>} */
export const SUITES = {
  tests: {
    what: 'every test of `npm test`, with the whole of each matrix that it samples',
    judges: ['packages', 'actions', 'gitlab-components', 'tests', 'examples'],
    peers: [...REAL_SERVICES, 'crane', 'sigstore', 'gh', 'registry', 'judge', 'node-20', 'node-22'],
    lane: 'all',
    install: '8 min',
    command: JEST,
  },
  release: {
    what: 'the files of a release, packed, installed and run on three versions of Node; the pages whose commands are run',
    judges: ['scripts/release', 'packages/cli/src', 'docs', ...RELEASE_TESTS],
    peers: ['cosign', 'node-20', 'node-22'],
    lane: 'push',
    install: '3 min',
    command: [...JEST, ...RELEASE_TESTS],
  },
  conformance: {
    what: 'sigstore-conformance: bundles that must and must not verify',
    judges: ['wire', 'crypto', 'trust', 'bundles', 'verification'].map((room) => `${CORE}/${room}`).concat('suites/conformance'),
    peers: [],
    lane: 'push',
    install: 'nothing',
    command: ['suites/conformance/run.mjs'],
  },
  'check-removal': {
    what: 'each check of a bundle, taken out of the sources, is missed by a test',
    judges: [`${CORE}/verification`, 'suites/check-removal.mjs'],
    peers: [],
    lane: 'push',
    install: 'nothing',
    command: ['suites/check-removal.mjs'],
  },
  interop: {
    what: 'real services and registries; cosign, sigstore-python, sigstore-js and sigstore-go judge us, and we them',
    judges: [CORE, ...FACES, 'suites/interop', 'suites/peers.mjs'],
    peers: [...REAL_SERVICES, 'crane', 'sigstore', 'docker-registry', 'registry', 'judge'],
    lane: 'push',
    install: '10 min',
    command: ['suites/interop/run.mjs'],
  },
  'rekor-v1': {
    what: 'a private Sigstore instance with a real Rekor v1: signing, repeating, and every judge',
    judges: [CORE, ...FACES, 'suites/rekor-v1', 'suites/interop', 'suites/peers.mjs'],
    peers: [
      'rekor',
      'trillian-log-server',
      'trillian-log-signer',
      'mariadb-server-core',
      'fulcio',
      'cosign',
      'openssl',
      'sigstore',
      'judge',
    ],
    lane: 'all',
    install: '20 min',
    command: ['suites/rekor-v1/run.mjs'],
  },
  keys: {
    what: 'keys in files, clouds, Vault and HSMs, on real servers: we and others sign there, every judge reads every bundle',
    judges: [
      `${CORE}/keys`,
      `${CORE}/public-keys`,
      `${CORE}/crypto`,
      ...FACES,
      'examples/keys',
      'suites/keys',
      'suites/interop',
      'suites/peers.mjs',
    ],
    peers: [
      ...REAL_SERVICES,
      'judge',
      'sigstore',
      'act',
      'dilithium-py',
      'node-22',
      'ministack',
      'local-kms',
      'bao',
      'opensc',
      'softhsm2',
      'cosign-pkcs11',
      'kms-plugin',
    ],
    lane: 'all',
    install: '4 min',
    command: ['suites/keys/run.mjs'],
  },
  runners: {
    what: 'examples, snippets and attacks in act and gitlab-ci-local; actionlint, shellcheck and zizmor on what people copy',
    judges: ['actions', 'gitlab-components', 'examples', '.github', 'docs', 'README.md', 'suites/runners', 'suites/peers.mjs'],
    peers: ['act', 'cosign', 'actionlint', 'zizmor', 'shellcheck'],
    lane: 'push',
    install: '5 min',
    command: ['suites/runners/run.mjs'],
  },
  image: {
    what: 'the container image of a release: made twice, read by crane, run with the programs of the GitLab components',
    judges: ['scripts/release', 'scripts/bundling', 'gitlab-components/dist', 'packages/cli/src', 'suites/image'],
    peers: ['crane', 'registry'],
    lane: 'all',
    install: '4 min',
    command: ['suites/image/run.mjs'],
  },
  bench: {
    what: 'the same work side by side with the peers: figures, not a verdict',
    judges: [CORE, ...FACES, 'packages/sandbox/src', 'suites/bench'],
    peers: [...REAL_SERVICES, 'sigstore', 'registry'],
    lane: 'all',
    install: '8 min',
    command: ['suites/bench/bench.mjs'],
  },
};
