import { expect } from '../cases.mjs';
import { policyOnSandbox } from '../workflow.mjs';
import { missingLines } from './read-page.mjs';

/** The files of a page, with its policies changed to the sandbox's issuers and registry. */
export const withSandboxPolicies = (files, { sandbox, replace }) =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      file,
      file.endsWith('.policy.yaml') ? policyOnSandbox(text, { sandbox, replace }) : text,
    ]),
  );

/** Checks that the log has what the page shows, and that the deployment ran if, and only if, the page shows that. */
export function judgePage({ status, output }, seen, replace) {
  const wanted = Object.entries(replace).reduce((all, [from, to]) => all.replaceAll(from, to), seen);
  const missing = missingLines(wanted, output);
  expect(missing.length === 0, `the log does not have what the page shows:\n${missing.join('\n')}`, output);
  const deploys = wanted.includes('deploying ');
  expect(/^.*[|>] deploying /m.test(output) === deploys, deploys ? 'nothing was deployed' : 'it was deployed', output);
  expect((status === 0) === deploys, `the run ended with ${status}`, output);
}
