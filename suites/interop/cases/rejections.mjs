/** Bundles that all judges must refuse, each with the same bundle without the fault, which they must accept. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../../packages/sandbox/lib/index.js';
import { JUDGES } from '../judges.mjs';
import { fromSandbox, GITHUB_IDENTITY, REAL_PEERS } from '../stack.mjs';
import { WRITERS } from '../writers.mjs';

const DAY = 86_400_000;

export function rejectionCases({ folder, stack }) {
  const question = async (instance, more = {}) => {
    const cwd = join(folder, 'rejections', randomUUID());
    mkdirSync(cwd, { recursive: true });
    const file = join(cwd, 'app-1.0.tgz');
    const bundle = join(cwd, 'made.sigstore.json');
    writeFileSync(file, randomUUID());
    await WRITERS['sigstore-js'].write({ instance, who: 'github', file, bundle, ...more });
    const { trustedRoot: root, clientTrust, issuers } = instance;
    return { file, bundle, root, clientTrust, identity: GITHUB_IDENTITY, issuer: issuers.github };
  };
  const without = (asked) => {
    const bundle = JSON.parse(readFileSync(asked.bundle, 'utf8'));
    bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [] };
    const path = `${asked.bundle}.untimed.json`;
    writeFileSync(path, JSON.stringify(bundle));
    return { ...asked, bundle: path };
  };

  let unlogged;
  let expired;
  const faults = [
    {
      name: 'a certificate that no certificate log has seen',
      needs: REAL_PEERS,
      make: () =>
        (unlogged ??= (async () => ({
          good: await question(stack.real23),
          bad: await question(stack.real23, { fulcio: stack.real23.unloggedFulcio }),
        }))()),
    },
    {
      name: 'a certificate that has expired, without a timestamp',
      needs: [],
      make: () =>
        (expired ??= (async () => {
          const yesterday = await startSandbox({ name: 'yesterday', clock: () => new Date(Date.now() - DAY) });
          const instance = fromSandbox(yesterday, 'yesterday');
          try {
            // Its files go with it.
            const trustedRoot = join(folder, 'yesterday-root.json');
            const clientTrust = join(folder, 'yesterday-trust.json');
            writeFileSync(trustedRoot, readFileSync(instance.trustedRoot));
            writeFileSync(clientTrust, readFileSync(instance.clientTrust));
            const good = await question({ ...instance, trustedRoot, clientTrust });
            return { good, bad: without(good) };
          } finally {
            await yesterday.stop();
          }
        })()),
    },
  ];
  return faults.flatMap(({ name, needs, make }) =>
    Object.entries(JUDGES).map(([judge, { needs: judgeNeeds, verify }]) => ({
      group: 'Rejections agree',
      name,
      direction: `sigstore-js → ${judge}`,
      needs: [...new Set([...needs, ...judgeNeeds])],
      run: async () => {
        const { good, bad } = await make();
        const witness = await verify(good);
        if (!witness.accepted) throw new Error(`refused what is good\n${witness.output}`);
        const { accepted, output } = await verify(bad);
        if (accepted) throw new Error(`accepted\n${output}`);
        return 'refused; accepted without the fault';
      },
    })),
  );
}
