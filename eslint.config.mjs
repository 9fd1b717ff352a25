import tseslint from 'typescript-eslint';
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

export default tseslint.config(
  { ignores: ['**/dist/**', '**/lib/**', '**/node_modules/**', '**/coverage/**', '.demo/**', 'gitlab-components/**/*.mjs'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    plugins: { house: { rules: { rooms } } },
    rules: {
      'house/rooms': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
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
      'no-restricted-syntax': ['error', ...timeAndChance],
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
);
