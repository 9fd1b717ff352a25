/** Every writer's bundle, given to every judge: it must be accepted, and refused after each alteration. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { altered } from '../alterations.mjs';
import { JUDGES } from '../judges.mjs';
import { disagreement } from '../known.mjs';
import { GITHUB_IDENTITY, GITLAB_IDENTITY, REAL_PEERS } from '../stack.mjs';
import { sampler } from '../../../scripts/sample.mjs';
import { Skipped } from '../table.mjs';
import { PROVENANCE, TEST, WRITERS } from '../writers.mjs';

const some = sampler('interop: alterations of each bundle');
const WHO = { github: 'GitHub identity', gitlab: 'GitLab identity', key: 'P-256 key' };
const what = (type) => (type === undefined ? 'signature' : type === TEST ? 'attestation' : 'provenance');

const REAL = ['real23', 'real22'];
const INSTANCES = [...REAL, 'sandbox', 'sandboxV1'];
const made = (instances, writer, types, whos) =>
  instances.flatMap((instance) => types.flatMap((type) => whos.map((who) => ({ instance, writer, type, who }))));

/** rekor-tiles 2.3 takes `hashedrekord` alone, 2.2 the older `dsse` of sigstore-js too. */
const MADE = [
  ...made(REAL, 'ours', [undefined, PROVENANCE], ['github', 'gitlab', 'key']),
  ...made(['sandbox', 'sandboxV1'], 'ours', [undefined, PROVENANCE], ['github']),
  ...made(REAL, 'cosign', [undefined, TEST], ['github', 'gitlab', 'key']),
  ...made(['real23'], 'cosign', [PROVENANCE], ['github']),
  ...made(['sandbox', 'sandboxV1'], 'cosign', [undefined, TEST], ['github']),
  ...made(INSTANCES, 'sigstore-python', [undefined], ['github']),
  ...made(['real23'], 'sigstore-python', [undefined], ['gitlab']),
  ...made(['real23', 'real22'], 'sigstore-python', [PROVENANCE], ['github']),
  ...made(INSTANCES, 'sigstore-js', [undefined], ['github']),
  ...made(['real22'], 'sigstore-js', [TEST], ['github']),
  ...made(['sandboxV1'], 'sigstore-js', [TEST], ['gitlab']),
];

/** Our bundles with the first entry of each log, by instance. */
export async function firstEntries(folder, stack) {
  const made = INSTANCES.filter((id) => stack[id]).map(async (id) => [
    id,
    await write(folder, { instance: stack[id], writer: 'ours', type: undefined, who: 'github' }),
  ]);
  return Object.fromEntries(await Promise.all(made));
}

const firstEntryCases = (firsts) =>
  Object.entries(firsts).flatMap(([id, question]) =>
    Object.entries(JUDGES).map(([judge, { needs, verify }]) => ({
      group: groupOf('ours', judge, id.startsWith('real')),
      name: `first entry of a log, ${id}`,
      direction: `ours → ${judge}`,
      needs,
      run: async () => {
        const { accepted, output } = await verify(question);
        if (!accepted) throw new Error(`refused what is good\n${output}`);
        return 'accepted';
      },
    })),
  );

export function bundleCases({ folder, stack, keys, firsts }) {
  const donors = new Map();
  const donorOf = (instance) => {
    if (!donors.has(instance)) donors.set(instance, write(folder, { instance, writer: 'ours', type: undefined, who: 'github' }));
    return donors.get(instance);
  };
  const cases = MADE.flatMap(({ instance: id, writer, type, who }) => {
    const instance = stack[id];
    const real = id.startsWith('real');
    const needs = [...WRITERS[writer].needs, ...(real ? REAL_PEERS : [])];
    const name = `${what(type)} with ${WHO[who]}${instance ? `, ${instance.name}` : `, ${id}`}`;
    let making;
    const made = () => (making ??= write(folder, { instance, writer, type, who, key: keys.own }));
    const writing = {
      group: real ? 'Signing on real services' : 'Signing with the sandbox',
      name,
      direction: `${writer} signs`,
      needs,
      run: async () => {
        const { logged } = await made();
        return `signed, ${logged}`;
      },
    };
    const judges = Object.entries(JUDGES).filter(([, judge]) => who !== 'key' || judge.keys);
    const reading = judges.map(([judge, { needs: judgeNeeds, verify }]) => ({
      group: groupOf(writer, judge, real),
      name,
      direction: `${writer} → ${judge}`,
      needs: [...new Set([...needs, ...judgeNeeds])],
      run: async () => {
        const question = await made();
        const donor = await donorOf(instance);
        const other = {
          donor: JSON.parse(readFileSync(donor.bundle, 'utf8')),
          root: stack.other.trustedRoot,
          key: keys.other.public,
        };
        return judged(judge, verify, question, altered(question, other, judge));
      },
    }));
    return [writing, ...reading];
  });
  return [...firstEntryCases(firsts), ...cases];
}

const groupOf = (writer, judge, real) => {
  if (!real) return 'Sandbox against peers';
  if (writer === 'ours') return judge === 'ours' ? 'We write, we read' : 'We write, they read';
  return judge === 'ours' ? 'They write, we read' : 'They write, they read';
};

/** @throws Error when the valid bundle is refused or an altered one is accepted, unless that is a known disagreement */
export async function judged(judge, verify, question, bad) {
  const known = [];
  const good = await verify(question);
  const strict = disagreement(judge, 'nothing', question);
  if (!good.accepted && strict === undefined) throw new Error(`refused what is good\n${good.output}`);
  if (good.accepted && strict !== undefined) throw new Error(`no longer a disagreement: it is accepted now, although ${strict}`);
  if (!good.accepted) return `known disagreement: refused (${strict})`;
  const tried = some(bad, judge === 'ours' ? 6 : 3);
  for (const [alteration, altered] of tried) {
    const { accepted, output } = await verify(altered);
    const reason = disagreement(judge, alteration, question);
    if (accepted && reason === undefined) throw new Error(`accepted: ${alteration}\n${output}`);
    if (!accepted && reason !== undefined) throw new Error(`no longer a disagreement: ${alteration}: ${output}`);
    if (accepted) known.push(`${alteration} (${reason})`);
  }
  const refused = `accepted; ${tried.length - known.length} alterations refused`;
  return known.length === 0 ? refused : `${refused}; known disagreement: ${known.join(', ')}`;
}

/**
 * Signs a file of its own. @returns the question that judges are asked
 * @param {string} folder
 * @param {{instance: any, writer: keyof typeof WRITERS, type?: string, who: string, key?: any}} one
 */
export async function write(folder, { instance, writer, type, who, key }) {
  if (!instance) throw new Skipped('the services are not running');
  const cwd = join(folder, 'bundles', randomUUID());
  mkdirSync(cwd, { recursive: true });
  const file = join(cwd, 'app-1.0.tgz');
  const bundle = join(cwd, 'made.sigstore.json');
  writeFileSync(file, `${writer} ${type} ${who} ${randomUUID()}\n`);
  await WRITERS[writer].write({ instance, type, who, file, bundle, key });
  const { tlogEntries } = JSON.parse(readFileSync(bundle, 'utf8')).verificationMaterial;
  const signer =
    who === 'key'
      ? { key: key.public }
      : { identity: who === 'gitlab' ? GITLAB_IDENTITY : GITHUB_IDENTITY, issuer: instance.issuers[who] };
  return {
    ...signer,
    type,
    bundle,
    file,
    root: instance.trustedRoot,
    clientTrust: instance.clientTrust,
    logged: tlogEntries.map(({ kindVersion }) => `${kindVersion.kind} ${kindVersion.version}`).join(', '),
    writer,
  };
}
