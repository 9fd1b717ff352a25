/**
 * The rows of one key that signs elsewhere (an HSM, a plugin): our bundle is read by every judge and by openssl, and we read what cosign
 * signed with the same key. After each alteration, every judge refuses.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { altered } from '../interop/alterations.mjs';
import { judged } from '../interop/cases/bundles.mjs';
import { JUDGES } from '../interop/judges.mjs';
import { must } from '../interop/processes.mjs';
import { instanceFlags, PROVENANCE, TEST, worked } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';

/**
 * @typedef {object} RemoteKey
 * @property {string} type for the rows: `P-256`
 * @property {string} reference for `keys`
 * @property {string} public path of the public key, PEM, as the service gives it
 * @property {string} other path of another public key
 * @property {string} [hash] of its signatures; none: it signs the message itself
 * @property {readonly string[]} [openssl] more flags of `openssl dgst`
 * @property {string} [scheme] tells the sigstore-go judge of an algorithm that is not the usual one of the key
 * @property {boolean} [unlogged] no log takes its signatures, so they have a timestamp alone
 * @property {string} [cosignRefuses] why cosign does not read them
 * @property {readonly string[]} [flags] of our command line
 * @property {Record<string, string>} env for us and cosign
 * @property {{program: string, reference: string, env?: Record<string, string>, fails?: string}} [cosign] how cosign signs with the same key, where it can;
 *   `fails`: why it cannot, although it tries
 * @property {<T>(work: () => Promise<T>) => Promise<T>} [inTurn] for what takes one program at a time
 */

/**
 * @param {{folder: string, stack: any}} scene
 * @param {RemoteKey} given
 * @param {string[]} needs
 */
export function keyRows({ folder, stack }, given, needs) {
  const key = { inTurn: (work) => work(), ...given };
  const instance = stack.real23 ?? stack.sandbox;
  const donors = new Map();
  const ofType = (type) => {
    const what = `${type ? 'attestation' : 'signature'} with ${key.type}`;
    const made = once(() => weSign(folder, instance, key, type));
    const donor = () => {
      if (!donors.has(type)) donors.set(type, weSign(folder, instance, key, type));
      return donors.get(type);
    };
    const readBy = Object.entries(JUDGES)
      .filter(([, { keys }]) => keys)
      .map(([judge, { needs: more, verify }]) => ({
        name: what,
        direction: `ours → ${judge}`,
        needs: [...needs, ...more],
        run: async () => {
          /** @type {any} */
          const question = await made();
          if (judge === 'cosign' && key.cosignRefuses !== undefined) {
            if ((await verify(question)).accepted) throw new Error(`cosign reads it now, although ${key.cosignRefuses}`);
            return `known: ${key.cosignRefuses}`;
          }
          const other = { donor: json((await donor()).bundle), root: stack.other.trustedRoot, key: key.other };
          return judged(judge, verify, question, altered(question, other, judge));
        },
      }));
    const written = key.cosign === undefined ? [] : cosignRows(what, needs, { folder, stack, instance }, key, type);
    return [...readBy, opensslRow(what, needs, made, key), ...written];
  };
  return [...ofType(undefined), ...ofType(PROVENANCE)];
}

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** @template T @param {() => Promise<T>} make */
function once(make) {
  /** @type {Promise<T> | undefined} */
  let making;
  return () => (making ??= make());
}

function newFile(folder) {
  const cwd = join(folder, randomUUID());
  mkdirSync(cwd, { recursive: true });
  const file = join(cwd, 'app-1.0.tgz');
  writeFileSync(file, `a package ${randomUUID()}\n`);
  return { cwd, file, bundle: join(cwd, 'made.sigstore.json') };
}

const questionOf = (instance, key, type, { file, bundle }, writer) => ({
  key: key.public,
  type,
  bundle,
  file,
  root: instance.trustedRoot,
  clientTrust: instance.clientTrust,
  hash: key.hash,
  scheme: key.scheme,
  unlogged: key.unlogged,
  logged: json(bundle)
    .verificationMaterial.tlogEntries?.map(({ kindVersion }) => `${kindVersion.kind} ${kindVersion.version}`)
    .join(', '),
  writer,
});

/** @returns the question that judges are asked */
async function weSign(folder, instance, key, type) {
  const { cwd, file, bundle } = newFile(folder);
  const output = type ? join(cwd, 'provenance.out.jsonl') : `${file}.sigstore.json`;
  const about = type ? ['attest-provenance', basename(file), '--bundle-path', output] : ['sign-blob', basename(file)];
  const env = { ...(await instance.environment('github')), ...key.env };
  const flags = [...(key.flags ?? []), ...(key.unlogged ? ['--transparency-log', 'off'] : [])];
  const args = [...about, '--key', key.reference, ...flags, ...instanceFlags(instance)];
  worked(about[0], await key.inTurn(() => runCli(args, { cwd, scratch: cwd, env })));
  renameSync(output, bundle);
  return questionOf(instance, key, type, { file, bundle }, 'ours');
}

/** What the signature in a bundle is over: the file, or the pre-authentication encoding of the statement. */
function signed({ bundle, file }) {
  const { dsseEnvelope, messageSignature } = json(bundle);
  if (dsseEnvelope === undefined)
    return { bytes: readFileSync(file), signature: Buffer.from(messageSignature.signature, 'base64') };
  const { payloadType, payload, signatures } = dsseEnvelope;
  const body = Buffer.from(payload, 'base64');
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${body.length} `;
  return { bytes: Buffer.concat([Buffer.from(head), body]), signature: Buffer.from(signatures[0].sig, 'base64') };
}

function opensslRow(what, needs, made, key) {
  return {
    name: what,
    direction: 'ours → openssl',
    needs: [...needs, 'openssl'],
    run: async () => {
      const question = await made();
      const { bytes, signature } = signed(question);
      const at = (name, content) => (writeFileSync(`${question.file}.${name}`, content), `${question.file}.${name}`);
      const [message, changed, sig] = [at('message', bytes), at('changed', Buffer.concat([bytes, bytes])), at('sig', signature)];
      const verify = (file, publicKey) =>
        key.hash === undefined
          ? ['pkeyutl', '-verify', '-pubin', '-inkey', publicKey, '-rawin', '-in', file, '-sigfile', sig]
          : ['dgst', `-${key.hash}`, '-verify', publicKey, ...(key.openssl ?? []), '-signature', sig, file];
      const openssl = (args) =>
        must(peer('openssl'), args, { env: { HOME: question.file } }).then(
          () => true,
          () => false,
        );
      if (!(await openssl(verify(message, key.public)))) throw new Error('refused what is good');
      if (await openssl(verify(changed, key.public))) throw new Error('accepted other bytes');
      if (await openssl(verify(message, key.other))) throw new Error('accepted another key');
      const digest = createHash('sha256').update(readFileSync(question.file)).digest('hex');
      if (question.type && !bytes.includes(digest)) throw new Error('the statement is about another file');
      return 'verified; other bytes and another key refused';
    },
  };
}

function cosignRows(what, needs, { folder, stack, instance }, key, type) {
  const { program, reference, env = {}, fails } = key.cosign;
  const about = async (file) => {
    if (!type) return ['sign-blob'];
    const predicate = `${file}.predicate.json`;
    writeFileSync(predicate, '{"passed":true}');
    return ['attest-blob', '--predicate', predicate, '--type', TEST];
  };
  const cosignSigns = async () => {
    const { cwd, file, bundle } = newFile(folder);
    const args = [...(await about(file)), '--bundle', bundle, ...instanceFlags(instance), '--key', reference, '-y', file];
    await key.inTurn(() => must(peer(program), args, { env: { ...key.env, ...env, HOME: cwd } }));
    return questionOf(instance, key, type && TEST, { file, bundle }, 'cosign');
  };
  return [
    {
      name: what,
      direction: 'cosign → ours',
      needs: [...needs, program],
      run: async () => {
        // cosign asks for SHA-256 whatever the curve is (cosign 5091).
        if (key.hash !== 'sha256' || fails !== undefined) {
          const reason = await cosignSigns().then(() => 'it signed', String);
          if (!/invalid hashedrekord request|unexpected length of digest/.test(reason))
            throw new Error(`no longer a disagreement\n${reason}`);
          return `cosign cannot sign: ${fails ?? 'it asks for SHA-256 whatever the curve is, and log or plugin refuse it'}`;
        }
        const [question, donor] = [await cosignSigns(), await cosignSigns()];
        const other = { donor: json(donor.bundle), root: stack.other.trustedRoot, key: key.other };
        return judged('ours', JUDGES.ours.verify, question, altered(question, other, 'ours'));
      },
    },
  ];
}
