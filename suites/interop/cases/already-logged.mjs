/**
 * A signature that a real Rekor has already: the existing entry is used, and every judge accepts the bundle with it. Either a run with an
 * RSA key is repeated, which makes the same signature, or the answer of the log is lost and the request is sent again.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCli } from '../../../scripts/run-action.mjs';
import { JUDGES } from '../judges.mjs';
import { writeKeyPair } from '../keys.mjs';
import { startLogFront } from '../log-front.mjs';
import { GITHUB_IDENTITY, REAL_PEERS } from '../stack.mjs';
import { PROVENANCE } from '../writers.mjs';

const GROUP = 'Already logged';

/** Cases of interop: the real rekor-tiles. */
export function alreadyLoggedCases({ folder, stack }) {
  return ['real23', 'real22'].flatMap((id) =>
    alreadyLogged({ folder, instance: stack[id], name: stack[id]?.name ?? id, needs: REAL_PEERS }),
  );
}

/**
 * @param {{folder: string, instance: any, name: string, needs: string[], judges?: string[]}} options the instance has `rekor` (URL of the
 * server) and, for Rekor v2, `rekorStorage`
 */
export function alreadyLogged({ folder, instance, name, needs, judges = ['ours', 'cosign', 'sigstore-go'] }) {
  const one = (how, direction, run) => ({ group: GROUP, name: `${how}, ${name}`, direction, needs: [...needs, 'judge'], run });
  return [
    one('an RSA key signs a file twice', `ours → ${judges.join(', ')}`, async () => {
      const scene = await open(folder, instance);
      try {
        const key = writeKeyPair(scene.cwd, 'rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }));
        const sign = () => scene.sign('sign-blob', ['--key', key.private]);
        const made = [await sign(), await sign()];
        expectLogged(made, [false, true]);
        for (const { bundle } of made) await accepted(judges, { ...scene.question, bundle, key: key.public });
        return `${scene.front.seen.filter((line) => line.startsWith('POST')).join(', ')}; both bundles accepted`;
      } finally {
        await scene.front.close();
      }
    }),
    ...[undefined, PROVENANCE].map((type) =>
      one(`the answer about a ${type ? 'provenance' : 'signature'} is lost`, `ours → ${judges.join(', ')}`, async () => {
        const scene = await open(folder, instance, 1);
        try {
          const made = await scene.sign(type ? 'attest-provenance' : 'sign-blob', []);
          expectLogged([made], [true]);
          const who = { identity: GITHUB_IDENTITY, issuer: instance.issuers.github, type };
          await accepted(judges, { ...scene.question, bundle: made.bundle, ...who });
          return `${scene.front.seen.filter((line) => line.startsWith('POST')).join(', ')}; the bundle accepted`;
        } finally {
          await scene.front.close();
        }
      }),
    ),
  ];
}

/** A folder with a file, and a front of the log's own, so that what it loses is not another case's. */
async function open(folder, instance, lose = 0) {
  const cwd = join(folder, 'already-logged', randomUUID());
  mkdirSync(cwd, { recursive: true });
  const write = (name, content) => (writeFileSync(join(cwd, name), content), join(cwd, name));
  const file = write('app.tgz', randomUUID());
  const front = await startLogFront({ server: instance.rekor, storage: instance.rekorStorage, lose });
  const config = readFileSync(instance.signingConfig, 'utf8');
  if (!config.includes(instance.rekor)) throw new Error(`${instance.signingConfig} does not name ${instance.rekor}`);
  const signingConfig = write('signing-config.json', config.replaceAll(instance.rekor, front.url));
  let count = 0;
  const sign = async (piece, flags) => {
    const made = join(cwd, 'made.json');
    const bundle = join(cwd, `bundle-${(count += 1)}.json`);
    const job = { cwd, scratch: cwd, env: await instance.environment('github') };
    const where = ['--trusted-root', instance.trustedRoot, '--signing-config', signingConfig, '--bundle-path', made];
    const { status, output, stdout } = await runCli([piece, basename(file), ...flags, ...where, '--json'], job);
    if (status !== 0) throw new Error(`${piece} → ${status}\n${output}`);
    renameSync(made, bundle);
    return { bundle, output, bundles: JSON.parse(stdout).bundles };
  };
  return { front, cwd, sign, question: { file, root: instance.trustedRoot, clientTrust: instance.clientTrust } };
}

function expectLogged(made, wanted) {
  const got = made.map(({ bundles }) => bundles[0].alreadyLogged);
  if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(`alreadyLogged: ${got}, not ${wanted}\n${made[0].output}`);
  const said = made.map(({ output }) => output.includes('already logged by'));
  if (JSON.stringify(said) !== JSON.stringify(wanted))
    throw new Error(`"already logged" printed: ${said}, not ${wanted}\n${made.at(-1).output}`);
}

async function accepted(judges, question) {
  for (const judge of judges) {
    const { accepted, output } = await JUDGES[judge].verify(question);
    if (!accepted) throw new Error(`${judge} refuses what is good\n${output}`);
  }
}
