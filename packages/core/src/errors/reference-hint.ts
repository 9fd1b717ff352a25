/** Inputs that refer to a secret, the flag of each, and a usual name for the variable that contains the secret. */
const REFERENCES = {
  keys: { flag: 'key', variable: 'RELEASE_KEY' },
  'fallback-key': { flag: 'fallback-key', variable: 'FALLBACK_KEY' },
  'key-password': { flag: 'key-password', variable: 'RELEASE_KEY_PASSWORD' },
  'identity-token': { flag: 'identity-token', variable: 'SIGNING_TOKEN' },
} as const;

export type ReferenceInput = keyof typeof REFERENCES;

/** What to write instead of a secret in an input that refers to one: the lines for GitHub Actions, GitLab and the command line. */
export function referenceHint(input: ReferenceInput): string {
  const { flag, variable } = REFERENCES[input];
  return [
    'Put the secret into a variable, and pass its name. In GitHub Actions:',
    '  env:',
    `    ${variable}: \${{ secrets.${variable} }}`,
    '  with:',
    `    ${input}: env://${variable}`,
    `In GitLab, with ${variable} as a masked CI/CD variable of the project:`,
    '  inputs:',
    `    ${input}: env://${variable}`,
    `On the command line: --${flag} env://${variable}`,
  ].join('\n');
}
