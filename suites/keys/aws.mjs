/**
 * AWS KMS by two projects, MiniStack and local-kms, with every kind of key that they have. We sign with the key at the service, and cosign, openssl
 * and sigstore-go verify with its public key; cosign signs with the same key and we verify. Neither server checks who asks: that is for the strict
 * stand-in in packages/sandbox/src/testing/aws.
 */
import { createHash, createPublicKey } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { JUDGES } from '../interop/judges.mjs';
import { freePorts, must, Servers } from '../interop/processes.mjs';
import { Skipped } from '../interop/table.mjs';
import { instanceFlags, worked } from '../interop/writers.mjs';
import { exampleCases } from './example-cases.mjs';
import { inputsOf } from '../../scripts/surface.mjs';
import { peer } from '../peers.mjs';

/** @type {Readonly<Record<string, {spec: string, hash?: string, algorithm?: string, openssl?: string[], cosign: 'reads' | 'both' | 'no'}>>} */
const TYPES = {
  'P-256': { spec: 'ECC_NIST_P256', hash: 'sha256', cosign: 'both' },
  'P-384': { spec: 'ECC_NIST_P384', hash: 'sha384', cosign: 'no' },
  'P-521': { spec: 'ECC_NIST_P521', hash: 'sha512', cosign: 'no' },
  'RSA 2048': { spec: 'RSA_2048', hash: 'sha256', cosign: 'reads' },
  'RSA 3072': { spec: 'RSA_3072', hash: 'sha256', cosign: 'reads' },
  'RSA 4096': { spec: 'RSA_4096', hash: 'sha256', cosign: 'reads' },
  'RSA 2048, PSS': {
    spec: 'RSA_2048',
    hash: 'sha256',
    algorithm: 'rsa-sign-pss-2048-sha256',
    openssl: ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'],
    cosign: 'no',
  },
  Ed25519: { spec: 'ECC_NIST_EDWARDS25519', cosign: 'no' },
};

/** How each server is started. @type {Readonly<Record<string, {program: () => string | undefined, env: (port: number, folder: string) => Record<string, string>, lacks: Readonly<Record<string, string>>}>>} */
const KINDS = {
  ministack: {
    program: () => peer('ministack'),
    env: (port) => ({ BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port) }),
    lacks: {},
  },
  'local-kms': {
    program: () => peer('local-kms'),
    env: (port, folder) => ({ PORT: String(port), KMS_DATA_PATH: folder }),
    lacks: { Ed25519: 'local-kms has no Ed25519', 'RSA 2048, PSS': 'local-kms signs PSS with a salt of another length than AWS' },
  },
};

const REGION = 'us-east-1';

/** One operation; both servers take any signature. */
async function ask(url, operation, input) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/${REGION}/kms/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: JSON.stringify(input),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${operation} → ${answer.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

async function newKey(url, alias, spec) {
  const { KeyMetadata } = await ask(url, 'CreateKey', { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' });
  await ask(url, 'CreateAlias', { AliasName: `alias/${alias}`, TargetKeyId: KeyMetadata.KeyId });
  const key = await publicKeyOf(url, `alias/${alias}`);
  return {
    reference: `awskms:///alias/${alias}`,
    arn: KeyMetadata.Arn,
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

async function publicKeyOf(url, KeyId) {
  const { PublicKey } = await ask(url, 'GetPublicKey', { KeyId });
  return createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' });
}

/** What a case works with: a folder with a file, and a key with its public half. */
async function scene(folder, server, name) {
  if (server.fault !== undefined) throw new Skipped(server.fault);
  const own = mkdtempSync(join(folder, 'case-'));
  const key = await newKey(server.url, `key-${own.slice(-6)}`, TYPES[name].spec);
  const file = join(own, 'app.tgz');
  const pub = join(own, 'key.pub');
  writeFileSync(file, 'a package');
  writeFileSync(pub, key.pem);
  const env = { AWS_ENDPOINT_URL: server.url, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: REGION };
  return { own, key, file, pub, bundle: join(own, 'bundle.json'), env };
}

/** The question of a judge; `change` alters what it is about. */
const questionOf = ({ own, file, bundle, pub }, instance) => ({ file, bundle, root: instance.trustedRoot, key: pub, own });

async function accepts(judge, question) {
  const { accepted, output } = await JUDGES[judge].verify(question);
  if (!accepted) throw new Error(`${judge} refused:\n${output}`);
}

async function refuses(judge, question, what) {
  const { accepted, output } = await JUDGES[judge].verify(question);
  if (accepted) throw new Error(`${judge} accepted ${what}:\n${output}`);
}

/** Each alteration must be refused by each judge. */
async function refuseAlterations(judges, question, otherKey) {
  const folder = join(dirname(question.bundle), 'altered');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'app.tgz');
  writeFileSync(file, 'another package');
  const other = join(folder, 'other.pub');
  writeFileSync(other, otherKey);
  const flipped = join(folder, 'bundle.json');
  const document = JSON.parse(readFileSync(question.bundle, 'utf8'));
  const signature = Buffer.from(document.messageSignature.signature, 'base64');
  signature[signature.length - 1] ^= 1;
  document.messageSignature.signature = signature.toString('base64');
  writeFileSync(flipped, JSON.stringify(document));
  for (const judge of judges) {
    await refuses(judge, { ...question, file }, 'another file');
    await refuses(judge, { ...question, key: other }, 'another key');
    await refuses(judge, { ...question, bundle: flipped }, 'another signature');
  }
}

async function oursToOthers(folder, instance, server, name) {
  const { algorithm, hash, openssl = [], cosign } = TYPES[name];
  const one = await scene(folder, server, name);
  // A log takes neither plain Ed25519 nor PSS: the signature then has a timestamp alone.
  const unlogged = hash === undefined || algorithm ? ['--transparency-log', 'off'] : [];
  const flags = ['--key', one.key.reference, ...(algorithm ? ['--signing-algorithm', algorithm] : []), ...unlogged];
  const job = { cwd: one.own, scratch: one.own, env: { ...one.env } };
  worked('sign-blob', await runCli(['sign-blob', 'app.tgz', ...flags, ...instanceFlags(instance)], job));
  copyFileSync(`${one.file}.sigstore.json`, one.bundle);
  const signature = join(one.own, 'signature');
  const { messageSignature } = JSON.parse(readFileSync(one.bundle, 'utf8'));
  writeFileSync(signature, Buffer.from(messageSignature.signature, 'base64'));
  if (hash === undefined)
    await must(peer('openssl'), [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      one.pub,
      '-rawin',
      '-in',
      one.file,
      '-sigfile',
      signature,
    ]);
  else await must(peer('openssl'), ['dgst', `-${hash}`, '-verify', one.pub, ...openssl, '-signature', signature, one.file]);
  const question = questionOf(one, instance);
  const judges = hash === undefined || algorithm ? [] : ['ours', 'sigstore-go', ...(cosign === 'no' ? [] : ['cosign'])];
  for (const judge of judges) await accepts(judge, question);
  await refuseAlterations(judges, question, (await newKey(server.url, `other-${one.own.slice(-6)}`, TYPES[name].spec)).pem);
  // The gate gets the key from the service itself.
  const gate = [
    '--key',
    one.key.reference,
    '--trusted-root',
    instance.trustedRoot,
    ...(algorithm ? ['--signing-algorithm', algorithm] : []),
  ];
  if (hash !== undefined && !algorithm) worked('verify', await verifyAtService(one, gate));
  if (cosign === 'both') {
    const flags = [
      'verify-blob',
      '--key',
      one.key.reference,
      '--bundle',
      one.bundle,
      '--trusted-root',
      instance.trustedRoot,
      one.file,
    ];
    await must(peer('cosign'), flags, { env: { ...one.env, HOME: one.own } });
  }
  return `accepted by openssl${judges.map((judge) => `, ${judge}`).join('')}; alterations refused`;
}

/** Flags of the gate that pin a key at a service by the digest of the public key, where the command has such a flag. */
const PINS = inputsOf('verify-gate').some(([name]) => name === 'key-digest');

const verifyAtService = ({ own, env, pub }, flags) => {
  const spki = createPublicKey(readFileSync(pub, 'utf8')).export({ type: 'spki', format: 'der' });
  const pin = PINS ? ['--key-digest', `sha256:${createHash('sha256').update(spki).digest('hex')}`] : [];
  return runCli(['verify', 'app.tgz', ...flags, ...pin], { cwd: own, scratch: own, env });
};

async function cosignToOurs(folder, instance, server, name) {
  const one = await scene(folder, server, name);
  const flags = [
    'sign-blob',
    '--key',
    one.key.reference,
    '--bundle',
    `${one.file}.sigstore.json`,
    ...instanceFlags(instance),
    '-y',
    one.file,
  ];
  await must(peer('cosign'), flags, { env: { ...one.env, HOME: one.own } });
  copyFileSync(`${one.file}.sigstore.json`, one.bundle);
  const question = questionOf(one, instance);
  await accepts('ours', question);
  worked('verify', await verifyAtService(one, ['--key', one.key.reference, '--trusted-root', instance.trustedRoot]));
  await refuseAlterations(['ours'], question, (await newKey(server.url, `other-${one.own.slice(-6)}`, TYPES[name].spec)).pem);
  return 'accepted from a file and from the service; alterations refused';
}

/** Whether an algorithm can be chosen. */
const CHOOSES = inputsOf('sign-blob').some(([name]) => name === 'signing-algorithm');

export async function aws(all) {
  const { folder, stack } = all;
  const servers = new Servers();
  const instance = stack.real23 ?? stack.sandbox;
  const kinds = Object.entries(KINDS);
  const ports = await freePorts(kinds.length);
  const started = new Map();
  for (const [index, [kind, { program, env }]] of kinds.entries()) {
    const port = ports[index] ?? 0;
    const path = program();
    const own = join(folder, kind);
    mkdirSync(own);
    if (path !== undefined) await servers.start(path, [], `tcp://127.0.0.1:${port}`, { env: env(port, own), cwd: own });
    started.set(kind, { url: `http://127.0.0.1:${port}` });
  }
  const cases = kinds.flatMap(([kind, { lacks }]) =>
    Object.keys(TYPES)
      .filter((name) => lacks[name] === undefined && (CHOOSES || TYPES[name]?.algorithm === undefined))
      .flatMap((name) => {
        const row = (direction, needs, run) => ({
          group: 'AWS KMS',
          name: `awskms at ${kind}, ${name}`,
          direction,
          needs: [kind, 'cosign', 'openssl', 'judge', ...needs],
          run: () => run(folder, instance, started.get(kind), name),
        });
        return [
          row('ours → others', [], oursToOthers),
          ...(TYPES[name]?.cosign === 'both' ? [row('cosign → ours', [], cosignToOurs)] : []),
        ];
      }),
  );
  return { stop: () => servers.stop(), cases: [...cases, ...(await examples(all, started.get('ministack')))] };
}

/** The example, with MiniStack for AWS. It gives credentials for any token: that AWS refuses others is shown with the strict stand-in. */
async function examples(all, { url }) {
  if (peer('ministack') === undefined) return exampleCases('aws', all, { needs: ['ministack'] });
  const { sandbox } = all.examples;
  await newKey(url, 'release', TYPES['P-256'].spec);
  const pem = async (alias) => (await publicKeyOf(url, `alias/${alias}`)).export({ format: 'pem', type: 'spki' }).toString();
  await newKey(url, 'another', TYPES['P-256'].spec);
  return exampleCases('aws', all, {
    secrets: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_ID_TOKEN: await sandbox.token('gitlab', {}, { audience: 'sts.amazonaws.com', lifetime: 7200 }),
    },
    replace: {
      'AWS_REGION: eu-central-1': `AWS_REGION: ${REGION}\n      AWS_ENDPOINT_URL: ${url}`,
      'region=eu-central-1': `region=${REGION}`,
      // MiniStack keeps a world for each account; the keys of this suite are in its first one.
      'arn:aws:iam::123456789012:': 'arn:aws:iam::000000000000:',
      'variables: AWS_ID_TOKEN': 'variables: AWS_ID_TOKEN AWS_ENDPOINT_URL',
    },
    files: { 'release.pub': await pem('release') },
    otherFiles: { 'release.pub': await pem('another') },
    needs: ['ministack'],
  });
}
