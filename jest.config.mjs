import { availableParallelism } from 'node:os';
import { RELEASE_TESTS } from './suites/table.mjs';

/** The suite `release` runs these on every push; `scripts/task.mjs` also runs a file that is named on the command line. */
const OWN_SUITE = RELEASE_TESTS.map((folder) => `/${folder}/`);
const isSuite = process.env.COUNTERSIGN_SAMPLE !== undefined;

/** Tests run on the TypeScript sources; a process under test runs the committed bundles. */
export default {
  // Much of the time is spent waiting (for timeouts, retries, other programs): on two cores, jest's own default of one is too few.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  // Modules of Node's own kind are never freed within a process.
  workerIdleMemoryLimit: '1200MB',
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/actions', '<rootDir>/tests', '<rootDir>/examples', '<rootDir>/suites'],
  testMatch: ['**/*.test.ts'],
  // Copies of the sources that suites/check-removal.mjs makes are its own business.
  testPathIgnorePatterns: ['/node_modules/', '/lib/', '/dist/', '/\\.check-removal-', ...(isSuite ? [] : OWN_SUITE)],
  modulePathIgnorePatterns: ['/lib/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  moduleNameMapper: {
    '^@countersign/core/(.*)$': '<rootDir>/packages/core/src/$1/index.ts',
    '^@countersign/surface$': '<rootDir>/packages/surface/src/index.ts',
    '^@countersign/surface/(.*)$': '<rootDir>/packages/surface/src/$1.ts',
    '^@countersign/libraries/(.*)$': '<rootDir>/packages/libraries/src/$1.ts',
    '^@countersign/cli$': '<rootDir>/packages/cli/src/index.ts',
    '^@countersign/sandbox$': '<rootDir>/packages/sandbox/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testSequencer: '<rootDir>/scripts/slow-first.mjs',
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/closing-line.mjs'],
};
