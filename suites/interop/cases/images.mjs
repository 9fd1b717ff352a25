/** Images in each registry: signed and attested by us and by cosign, read by both and by a reader of actions/attest's layout. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAction, runCli } from '../../../scripts/run-action.mjs';
import { decided } from '../judges.mjs';
import { peer } from '../../peers.mjs';
import { must, tell } from '../processes.mjs';
import { moveReferrers, newImage } from '../registries.mjs';
import { GITHUB_IDENTITY, GITLAB_IDENTITY, REAL_PEERS } from '../stack.mjs';
import { instanceFlags, instanceInputs, PROVENANCE, TEST, worked } from '../writers.mjs';

const WHO = { github: 'GitHub identity', gitlab: 'GitLab identity', key: 'P-256 key' };
const OCI_EMPTY = 'application/vnd.oci.empty.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

export function imageCases({ folder, stack, registries, keys }) {
  return registries.flatMap((registry) =>
    ['github', 'gitlab', 'key'].flatMap((who) =>
      [
        { writer: 'ours', type: undefined },
        { writer: 'ours', type: PROVENANCE },
        { writer: 'cosign', type: undefined },
        { writer: 'cosign', type: TEST },
      ].flatMap((one) => casesOf({ folder, stack, registry, keys, who, ...one })),
    ),
  );
}

function casesOf({ folder, stack, registry, keys, who, writer, type }) {
  const instance = stack.real23;
  const what = type === undefined ? 'signature' : type === TEST ? 'attestation' : 'provenance';
  const name = `${what} of an image with ${WHO[who]}, ${registry.name}`;
  const needs = [...REAL_PEERS, registry.needs];
  // A repository for each case, because cases run at the same time.
  const repository = `acme/${writer}-${what}-${who}`;
  let making;
  const made = () =>
    (making ??= (async () => {
      const cwd = join(folder, 'images', randomUUID());
      mkdirSync(cwd, { recursive: true });
      const image = await newImage(registry, repository);
      await SIGN[writer]({ instance, image, type, who, key: keys.own, cwd });
      const signer =
        who === 'key'
          ? { key: keys.own.public }
          : { identity: who === 'gitlab' ? GITLAB_IDENTITY : GITHUB_IDENTITY, issuer: instance.issuers[who] };
      // We sign every platform too; cosign does so only with an option.
      const also = writer === 'ours' && type === undefined ? image.platforms : [];
      return { ...signer, repository, image: image.reference, also, type, root: instance.trustedRoot, cwd };
    })());
  const other = { key: keys.other.public, root: stack.other.trustedRoot };
  const readers = [
    ['ours', []],
    ['cosign', ['cosign']],
  ].map(([judge, judgeNeeds]) => ({
    group:
      writer === judge
        ? 'Images: each reads its own'
        : writer === 'ours'
          ? 'Images: we write, they read'
          : 'Images: they write, we read',
    name,
    direction: `${writer} → ${judge}`,
    needs: [...needs, ...judgeNeeds],
    run: async () => judged(JUDGE[judge], await made(), registry, other),
  }));
  const layout = {
    group: writer === 'ours' ? 'Images: we write, they read' : 'Images: each reads its own',
    name,
    direction: `${writer} → reader of actions/attest's layout`,
    needs: [...needs, 'judge'],
    run: async () => readAsAttest(await made(), writer),
  };
  return [...readers, layout];
}

const SIGN = {
  async ours({ instance, image, type, who, key, cwd }) {
    const job = { cwd, scratch: cwd, env: await instance.environment(who === 'gitlab' ? 'gitlab' : 'github') };
    const piece = type === undefined ? 'sign-image' : 'attest-provenance';
    if (who === 'github') {
      worked(piece, await runAction(piece, { images: image.reference, ...instanceInputs(instance) }, job));
    } else {
      const keyFlags = who === 'key' ? ['--key', key.private] : [];
      const subject = type === undefined ? [image.reference] : ['--image', image.reference];
      worked(piece, await runCli([piece, ...subject, ...keyFlags, ...instanceFlags(instance)], job));
    }
  },
  async cosign({ instance, image, type, who, key, cwd }) {
    const signer = who === 'key' ? ['--key', key.cosign] : ['--identity-token', await instance.token(who)];
    writeFileSync(join(cwd, 'predicate.json'), '{"passed":true}');
    const about = type === undefined ? ['sign'] : ['attest', '--predicate', join(cwd, 'predicate.json'), '--type', type];
    await must(
      peer('cosign'),
      [...about, ...instanceFlags(instance), ...signer, '--allow-http-registry', '-y', image.reference],
      {
        env: { HOME: cwd, COSIGN_PASSWORD: 'interop' },
      },
    );
  },
};

const JUDGE = {
  async ours({ image, root, identity, issuer, key, type, cwd }) {
    const who = key ? ['--key', key] : ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
    const predicate = type ? ['--predicate-type', type] : [];
    const args = ['verify', `oci://${image}`, '--trusted-root', root, ...who, ...predicate, '--json'];
    return decided(await runCli(args, { cwd, scratch: cwd, env: {} }));
  },
  async cosign({ image, root, identity, issuer, key, type, cwd }) {
    const who = key ? ['--key', key] : ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
    const command = type ? ['verify-attestation', '--type', type] : ['verify'];
    const { ok, output } = await tell(
      peer('cosign'),
      [...command, '--trusted-root', root, ...who, '--allow-http-registry', image],
      { env: { HOME: cwd } },
    );
    return { accepted: ok, output };
  },
};

/** @throws Error when the judge refuses the image or accepts one of its alterations */
async function judged(verify, question, registry, other) {
  for (const image of [question.image, ...question.also]) {
    const good = await verify({ ...question, image });
    if (!good.accepted) throw new Error(`refused what is good: ${image}\n${good.output}`);
  }
  const unsigned = await newImage(registry, question.repository);
  const robbed = await newImage(registry, question.repository);
  await moveReferrers(registry, question.repository, question.image.split('@')[1], robbed.digest);
  const bad = {
    'an image without signature': { image: unsigned.reference },
    "another image's signature moved to it": { image: robbed.reference },
    'a root that is not its own': { root: other.root },
    ...(question.key
      ? { 'wrong key': { key: other.key } }
      : { 'wrong identity': { identity: `${question.identity}x` }, 'wrong issuer': { issuer: `${question.issuer}x` } }),
  };
  for (const [alteration, change] of Object.entries(bad)) {
    const { accepted, output } = await verify({ ...question, ...change });
    if (accepted) throw new Error(`accepted: ${alteration}\n${output}`);
  }
  const platforms = question.also.length > 0 ? ' with its platforms' : '';
  return `accepted${platforms}; ${Object.keys(bad).length} alterations refused`;
}

/** What a reader that knows only actions/attest's layout must find, whichever registry it is. */
async function readAsAttest({ image, type, cwd }, writer) {
  const { ok, output, stdout } = await tell(peer('judge'), ['referrers', image], { env: { HOME: cwd } });
  if (!ok) throw new Error(output);
  const found = JSON.parse(stdout);
  const [one] = found;
  const digest = image.split('@')[1];
  const statement = JSON.parse(Buffer.from(one.bundle.dsseEnvelope.payload, 'base64').toString());
  const wanted = {
    subject: digest,
    layerType: BUNDLE,
    configType: OCI_EMPTY,
    configBytes: '{}',
    content: 'dsse-envelope',
    predicateType: statement.predicateType,
    about: digest.slice('sha256:'.length),
  };
  const is = {
    subject: one.subject,
    layerType: one.layerType,
    configType: one.configType,
    configBytes: one.configBytes,
    content: one.annotations['dev.sigstore.bundle.content'],
    predicateType: one.annotations['dev.sigstore.bundle.predicateType'],
    about: statement.subject[0].digest.sha256,
  };
  if (JSON.stringify(is) !== JSON.stringify(wanted))
    throw new Error(`found ${JSON.stringify(is)}, wanted ${JSON.stringify(wanted)}`);
  // A registry may report the config's media type instead: readers select by the layer.
  if (![BUNDLE, OCI_EMPTY].includes(one.artifactType)) throw new Error(`artifactType ${one.artifactType}`);
  if (type !== undefined && statement.predicateType !== type) throw new Error(`predicate type ${statement.predicateType}`);
  if (writer === 'ours' && !/^\d{4}-\d\d-\d\dT/.test(one.annotations['org.opencontainers.image.created'] ?? ''))
    throw new Error('no org.opencontainers.image.created');
  return `found ${found.length} by its layer, listed as ${one.artifactType}`;
}
