import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { altered } from '../alterations.mjs';
import { JUDGES } from '../judges.mjs';
import { OLDER, scratch } from '../older-forms.mjs';
import { GITHUB_IDENTITY } from '../stack.mjs';
import { WRITERS } from '../writers.mjs';
import { judged } from './bundles.mjs';

/** The bundles that sigstore-js can still make: with a certificate chain, and with an SET beside the inclusion proof. */
export function bundleVersionCases({ folder, stack, keys, firsts }) {
  const instance = stack.sandboxV1;
  /** @type {[version: string, change: (bundle: any) => any][]} */
  const versions = [
    ['0.1', (bundle) => bundle],
    ['0.2', (bundle) => bundle],
    [
      '0.3',
      ({ verificationMaterial: { x509CertificateChain, ...rest }, ...bundle }) => ({
        ...bundle,
        verificationMaterial: { ...rest, certificate: x509CertificateChain.certificates[0] },
      }),
    ],
  ];
  let making;
  const made = () =>
    (making ??= (async () => {
      const cwd = scratch(folder);
      const file = join(cwd, 'app.tgz');
      const bundle = join(cwd, 'made.json');
      writeFileSync(file, randomUUID());
      await WRITERS['sigstore-js'].write({ instance, who: 'github', file, bundle });
      return { file, bundle };
    })());
  return versions.flatMap(([version, change]) =>
    Object.entries(JUDGES).map(([judge, { needs, verify }]) => ({
      group: OLDER,
      name: `bundle of version ${version}`,
      direction: `sigstore-js → ${judge}`,
      needs,
      run: async () => {
        const { file, bundle } = await made();
        const cwd = scratch(folder);
        const path = join(cwd, 'bundle.json');
        const document = change(JSON.parse(readFileSync(bundle, 'utf8')));
        document.mediaType = `application/vnd.dev.sigstore.bundle+json;version=${version}`;
        writeFileSync(path, JSON.stringify(document));
        const { trustedRoot: root, clientTrust, issuers } = instance;
        const copy = join(cwd, 'app.tgz');
        writeFileSync(copy, readFileSync(file));
        const question = {
          file: copy,
          bundle: path,
          root,
          clientTrust,
          identity: GITHUB_IDENTITY,
          issuer: issuers.github,
          version,
        };
        const donor = JSON.parse(readFileSync(firsts.sandboxV1.bundle, 'utf8'));
        return judged(
          judge,
          verify,
          question,
          altered(question, { donor, root: stack.other.trustedRoot, key: keys.other.public }, judge),
        );
      },
    })),
  );
}
