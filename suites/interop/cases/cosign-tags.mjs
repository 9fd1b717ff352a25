/** Signatures and attestations in the tags that cosign used before version 3. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classicCosign } from '../cosign-classic.mjs';
import { decided } from '../judges.mjs';
import { agree, gate, OLDER, scratch, otherSigners, who } from '../older-forms.mjs';
import { peer } from '../../peers.mjs';
import { must } from '../processes.mjs';
import { copyTag, newImage } from '../registries.mjs';
import { TEST } from '../writers.mjs';

const COPIED = 'the image in another repository, its tag with it';

/** What `cosign copy` does. A copy that is meant to be trusted is signed anew; one that is not must not be. */
async function copied({ host }, { digest }) {
  const [from, to] = ['classic', 'copied'].map((name) => `${host}/acme/${name}`);
  const tag = `${digest.replace(':', '-')}.sig`;
  const crane = (...args) => must(peer('crane'), ['copy', '--insecure', ...args], { env: { HOME: tmpdir() } });
  await crane(`${from}@${digest}`, `${to}:copy-${digest.slice(7, 19)}`);
  await crane(`${from}:${tag}`, `${to}:${tag}`);
  return `${to}@${digest}`;
}

/** An experiment of cosign 2 that only a registry with the referrers API can hold. */
function referrerCases({ folder, stack, registries }) {
  const instance = stack.sandboxV1;
  const cosign = classicCosign(instance, folder, { COSIGN_EXPERIMENTAL: '1' });
  return registries
    .filter(({ referrers }) => referrers)
    .map((registry) => ({
      group: OLDER,
      name: `--registry-referrers-mode=oci-1-1, ${registry.name}`,
      direction: 'cosign → ours',
      needs: ['cosign', registry.needs],
      run: async () => {
        const cwd = scratch(folder);
        const image = await newImage(registry, 'acme/experiment');
        await cosign.sign('sign', ['--registry-referrers-mode', 'oci-1-1', '--allow-http-registry', image.reference]);
        const asked = [`oci://${image.reference}`, '--trusted-root', instance.trustedRoot, ...who(instance)];
        const { accepted, codes, output } = decided(await gate(cwd, asked));
        if (accepted) throw new Error(`accepted\n${output}`);
        return `not read: denied with ${codes[0]}`;
      },
    }));
}

export function cosignTagCases(world) {
  return [...tagCases(world), ...referrerCases(world)];
}

function tagCases({ folder, stack, registries, keys }) {
  const instance = stack.sandboxV1;
  const cosign = classicCosign(instance, folder);
  return registries.flatMap((registry) =>
    [undefined, TEST].flatMap((type) =>
      [undefined, keys.own].map((key) => ({
        group: OLDER,
        name: `${type ? '.att' : '.sig'} tag, ${key ? 'its file key' : 'GitHub identity'}, ${registry.name}`,
        direction: 'cosign → ours',
        needs: ['cosign', 'crane', registry.needs],
        run: async () => {
          const cwd = scratch(folder);
          const suffix = type ? '.att' : '.sig';
          writeFileSync(join(cwd, 'predicate.json'), '{"passed":true}');
          const image = await newImage(registry, 'acme/classic');
          const other = await newImage(registry, 'acme/classic');
          const about = type ? ['attest', ['--predicate', join(cwd, 'predicate.json'), '--type', type]] : ['sign', []];
          await cosign.sign(about[0], [...about[1], '--allow-http-registry', image.reference], key?.cosign);
          await copyTag(
            registry,
            'acme/classic',
            `${image.digest.replace(':', '-')}${suffix}`,
            `${other.digest.replace(':', '-')}${suffix}`,
          );
          const identity = who(instance, key);
          return agree(
            (change) =>
              gate(cwd, [
                `oci://${change.image ?? image.reference}`,
                ...['--trusted-root', change.root ?? instance.trustedRoot],
                ...(change.who ?? identity),
                ...(type ? ['--predicate-type', type] : []),
              ]),
            (change) =>
              cosign.verify(type ? 'verify-attestation' : 'verify', [
                ...(change.who ?? identity),
                ...(type ? ['--type', type] : []),
                ...['--allow-http-registry', change.image ?? image.reference],
              ]),
            {
              "another image's signature moved to it": { image: other.reference },
              ...(type ? {} : { [COPIED]: { image: await copied(registry, image) } }),
              ...otherSigners(instance, key, keys),
            },
            suffix,
          );
        },
      })),
    ),
  );
}
