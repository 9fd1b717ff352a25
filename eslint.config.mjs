import tseslint from 'typescript-eslint';
import { circles } from './scripts/lint/circles.mjs';
import { rooms } from './scripts/lint/rooms.mjs';

const outside = [
  { name: 'process', message: 'Core reads the environment from the Run.' },
  { name: 'fetch', message: 'Core reaches the network through run.net.' },
];
const outsideModules = [
  { name: 'node:child_process', message: 'Core starts programs through run.exec.' },
  { name: 'node:process', message: 'Core reads the environment from the Run.' },
  { name: 'node:os', message: 'Core reads the environment from the Run.', allowImportNames: ['availableParallelism', 'EOL'] },
];
const httpModules = ['node:http', 'node:https', 'node:net', 'node:tls', 'undici'].map((name) => ({
  name,
  message: 'The only door to the network is the room net.',
}));
const timeAndChance = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Core takes the time from run.clock.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Core takes the time from run.clock.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Core takes chance from run.random.',
  },
  { selector: "CallExpression[callee.name='randomBytes']", message: 'Core takes chance from run.random.' },
];

/** A group of n elements would be copied n times: with thousands of files, the copies take most of a run. */
const quadraticGroups = [
  {
    selector: "CallExpression[callee.property.name='set'] > ArrayExpression > SpreadElement CallExpression[callee.property.name='get']",
    message: 'Append to the list in the map: a copy for each element takes quadratic time.',
  },
];

/** One program for all that is linted, in TypeScript and in JavaScript. */
const typed = { parserOptions: { project: ['./tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname } };
/** @type {import('eslint').Linter.RulesRecord} */
const typedRules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  // A default may stand for the rest of a union; without one, a new kind must not be forgotten.
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // What was caught, of whatever type, is thrown on.
  '@typescript-eslint/only-throw-error': 'off',
  // What may be there at once is waited for, too; and a function may be async so that what it throws is a rejection.
  '@typescript-eslint/await-thenable': 'off',
  '@typescript-eslint/require-await': 'off',
  // Parts of untrusted documents are printed as they are found; and functions in objects of ours do not know `this`.
  '@typescript-eslint/no-base-to-string': 'off',
  '@typescript-eslint/unbound-method': 'off',
  // An assertion may say what a reader needs, and the narrowing of a readonly list gives `any[]`.
  '@typescript-eslint/no-unnecessary-type-assertion': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
};

export default tseslint.config(
  {
    ignores: [
      ...[
        '**/dist/**',
        '**/lib/**',
        '**/node_modules/**',
        '**/coverage/**',
        '.demo/**',
        '**/.check-removal-*/**',
        'gitlab-components/**/*.mjs',
      ],
      // Programs that take the place of others in a job; no part of the program that is linted.
      'suites/runners/stand-ins/**',
    ],
  },
  {
    files: ['**/*.mjs'],
    languageOptions: typed,
    extends: [tseslint.configs.recommendedTypeChecked],
    rules: {
      ...typedRules,
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // Scripts name no types: nearly every value of theirs is any.
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: typed,
    extends: [tseslint.configs.strict, tseslint.configs.recommendedTypeChecked],
    plugins: { house: { rules: { rooms, circles } } },
    rules: {
      ...typedRules,
      'house/rooms': 'error',
      'house/circles': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...quadraticGroups],
    },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-globals': ['error', ...outside],
      'no-restricted-imports': [
        'error',
        { paths: [...outsideModules, ...httpModules], patterns: [{ group: ['@actions/*'], message: 'Core knows no action.' }] },
      ],
      'no-restricted-syntax': ['error', ...timeAndChance, ...quadraticGroups],
    },
  },
  {
    files: ['packages/core/src/net/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: outsideModules, patterns: [{ group: ['@actions/*'] }] }] },
  },
  {
    files: ['**/*.test.ts', 'suites/**', 'packages/cli/**', 'packages/sandbox/**', 'examples/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/testing/**/*.ts', 'tests/**/*.ts'],
    rules: {
      // A server of a test may answer later than its listener returns.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
