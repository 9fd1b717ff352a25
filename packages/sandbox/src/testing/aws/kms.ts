import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  privateEncrypt,
  randomBytes,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { AwsError, type Check } from './checks.js';

interface Spec {
  readonly algorithms: readonly string[];
  readonly make: () => KeyObject;
}

const ec = (curve: string, algorithm: string): Spec => ({
  algorithms: [algorithm],
  make: () => generateKeyPairSync('ec', { namedCurve: curve }).privateKey,
});
const RSA = ['PKCS1_V1_5', 'PSS'].flatMap((padding) => ['256', '384', '512'].map((bits) => `RSASSA_${padding}_SHA_${bits}`));
const rsa = (bits: number): Spec => ({
  algorithms: RSA,
  make: () => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey,
});

/** "Asymmetric KMS keys" of the KMS developer guide: kinds of keys for signatures. */
const SPECS: Readonly<Record<string, Spec>> = {
  ECC_NIST_P256: ec('P-256', 'ECDSA_SHA_256'),
  ECC_NIST_P384: ec('P-384', 'ECDSA_SHA_384'),
  ECC_NIST_P521: ec('P-521', 'ECDSA_SHA_512'),
  ECC_NIST_EDWARDS25519: {
    algorithms: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
    make: () => generateKeyPairSync('ed25519').privateKey,
  },
  ML_DSA_65: { algorithms: ['ML_DSA_SHAKE_256'], make: () => generateKeyPairSync('ml-dsa-65').privateKey },
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
};

export interface FakeKey {
  readonly arn: string;
  readonly spec: string;
  usage: string;
  enabled: boolean;
  readonly key: KeyObject;
}

export type KmsState = {
  readonly keys: FakeKey[];
  readonly aliases: Map<string, string>;
};

interface Scene {
  readonly check: Check;
  readonly state: KmsState;
  readonly region: string;
  readonly account: string;
}

type Input = Readonly<Record<string, unknown>>;
export type Operation = (input: Input, scene: Scene) => Readonly<Record<string, unknown>>;

const textOf = (input: Input, name: string): string => {
  const value = input[name];
  return typeof value === 'string' ? value : '';
};

/** Makes a key; also for tests that need one of another usage or state. */
export function addKey(
  { state, region, account }: Omit<Scene, 'check'>,
  spec: string,
  usage = 'SIGN_VERIFY',
  id: string = randomUUID(),
): FakeKey {
  const known = SPECS[spec];
  if (known === undefined)
    throw new AwsError('ValidationException', 400, `1 validation error detected: Value '${spec}' at 'keySpec'`);
  const key = { arn: `arn:aws:kms:${region}:${account}:key/${id}`, spec, usage, enabled: true, key: known.make() };
  state.keys.push(key);
  return key;
}

/** By id, ARN, alias or ARN of an alias. */
function keyOf(input: Input, { check, state, region, account }: Scene): FakeKey {
  const id = textOf(input, 'KeyId');
  const prefix = `arn:aws:kms:${region}:${account}:`;
  const local = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  const target = local.startsWith('alias/') ? (state.aliases.get(local) ?? '') : local.replace(/^key\//, '');
  const found = state.keys.find(({ arn }) => arn.endsWith(`:key/${target}`) && target !== '');
  check('keyExists', found !== undefined, `Key '${id}' does not exist`);
  return found ?? (state.keys[0] as FakeKey);
}

const getPublicKey: Operation = (input, scene) => {
  const { arn, spec, usage, key } = keyOf(input, scene);
  return {
    CustomerMasterKeySpec: spec,
    KeyId: arn,
    KeySpec: spec,
    KeyUsage: usage,
    PublicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    ...(usage === 'SIGN_VERIFY'
      ? { SigningAlgorithms: SPECS[spec]?.algorithms }
      : { EncryptionAlgorithms: ['RSAES_OAEP_SHA_256'] }),
  };
};

const DIGEST_BYTES: Readonly<Record<string, number>> = { 256: 32, 384: 48, 512: 64 };

const signOperation: Operation = (input, scene) => {
  const { check } = scene;
  const found = keyOf(input, scene);
  check('keyUsage', found.usage === 'SIGN_VERIFY', `${found.arn} key usage is ${found.usage} which is not valid for Sign.`);
  check('keyEnabled', found.enabled, `${found.arn} is disabled.`);
  const algorithm = textOf(input, 'SigningAlgorithm');
  const fits = SPECS[found.spec]?.algorithms.includes(algorithm) === true;
  check('algorithm', fits, `Algorithm ${algorithm} and key spec ${found.spec} are incompatible.`);
  const used = fits ? algorithm : (SPECS[found.spec]?.algorithms[0] ?? '');
  const type = input['MessageType'] ?? 'RAW';
  const isKnownType = type === 'RAW' || type === 'DIGEST';
  const onlyRaw = used === 'ED25519_SHA_512' || used === 'ML_DSA_SHAKE_256';
  const onlyDigest = used === 'ED25519_PH_SHA_512';
  check(
    'messageType',
    isKnownType && !(onlyRaw && type !== 'RAW') && !(onlyDigest && type !== 'DIGEST'),
    `MessageType ${String(type)} is not valid for ${used}`,
  );
  const message = Buffer.from(textOf(input, 'Message'), 'base64');
  check(
    'messageLength',
    message.length >= 1 && message.length <= 4096,
    "Value at 'message' failed to satisfy constraint: length 1 to 4096",
  );
  const bits = /\d+$/.exec(used)?.[0] ?? '';
  const isDigest = type === 'DIGEST' && !onlyRaw;
  check('digestLength', !isDigest || message.length === DIGEST_BYTES[bits], `Digest is invalid length for algorithm ${used}.`);
  const signature = signatureBy(found.key, used, message, isDigest);
  return { KeyId: found.arn, Signature: Buffer.from(signature).toString('base64'), SigningAlgorithm: used };
};

function signatureBy(key: KeyObject, algorithm: string, message: Buffer, isDigest: boolean): Uint8Array {
  const hash = `sha${/\d+$/.exec(algorithm)?.[0] ?? ''}`;
  if (algorithm === 'ED25519_PH_SHA_512') return ed25519phOfDigest(key, message);
  if (algorithm.startsWith('ED25519') || algorithm.startsWith('ML_DSA')) return sign(null, message, key);
  const digest = isDigest ? message : createHash(hash).update(message).digest();
  if (algorithm.startsWith('RSASSA_PKCS1'))
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(hash, digest));
  if (algorithm.startsWith('RSASSA_PSS'))
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, pss(hash, digest, key));
  const { d = '', crv = '' } = key.export({ format: 'jwk' });
  const curve = { 'P-256': p256, 'P-384': p384, 'P-521': p521 }[crv];
  if (curve === undefined) throw new AwsError('KMSInternalException', 500, 'no such curve');
  return curve.sign(digest, Buffer.from(d, 'base64url'), { prehash: false, lowS: false, format: 'der' });
}

/** Ed25519ph (RFC 8032 section 5.1) of a ready digest: by the curve's arithmetic. */
function ed25519phOfDigest(key: KeyObject, digest: Buffer): Uint8Array {
  const seed = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  const { head, prefix, scalar, pointBytes } = ed25519.utils.getExtendedPublicKey(seed);
  const { Point } = ed25519;
  const dom = Buffer.concat([Buffer.from('SigEd25519 no Ed25519 collisions'), Buffer.from([1, 0])]);
  const reduced = (...parts: Uint8Array[]): bigint => {
    const wide = createHash('sha512')
      .update(Buffer.concat([dom, ...parts]))
      .digest()
      .reverse();
    return BigInt(`0x${wide.toString('hex')}`) % Point.CURVE().n;
  };
  if (head.length !== 32) throw new AwsError('KMSInternalException', 500, 'no such key');
  const r = reduced(prefix, digest);
  const big = Point.BASE.multiply(r).toBytes();
  const s = (r + reduced(big, pointBytes, digest) * scalar) % Point.CURVE().n;
  return Buffer.concat([big, Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()]);
}

/** RFC 8017 section 9.2, note 1. */
function digestInfo(hash: string, digest: Buffer): Buffer {
  const prefix: Readonly<Record<string, string>> = {
    sha256: '3031300d060960864801650304020105000420',
    sha384: '3041300d060960864801650304020205000430',
    sha512: '3051300d060960864801650304020305000440',
  };
  return Buffer.concat([Buffer.from(prefix[hash] ?? '', 'hex'), digest]);
}

/** EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) with a salt as long as the hash, which AWS KMS uses. */
function pss(hash: string, digest: Buffer, key: KeyObject): Buffer {
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const salt = randomBytes(digest.length);
  const seal = createHash(hash)
    .update(Buffer.concat([Buffer.alloc(8), digest, salt]))
    .digest();
  const block = Buffer.alloc(length - seal.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  for (let counter = 0, at = 0; at < block.length; counter += 1) {
    const part = createHash(hash)
      .update(Buffer.concat([seal, Buffer.from([0, 0, 0, counter])]))
      .digest();
    for (const byte of part) if (at < block.length) block[at] = (block[at++] ?? 0) ^ byte;
  }
  block[0] = (block[0] ?? 0) & 0x7f;
  return Buffer.concat([block, seal, Buffer.from([0xbc])]);
}

const createKey: Operation = (input, scene) => {
  const { arn, spec, usage } = addKey(scene, textOf(input, 'KeySpec'), textOf(input, 'KeyUsage'));
  return {
    KeyMetadata: { Arn: arn, KeyId: arn.split('/').at(-1), KeySpec: spec, KeyUsage: usage, Enabled: true, KeyState: 'Enabled' },
  };
};

const createAlias: Operation = (input, scene) => {
  const name = textOf(input, 'AliasName');
  scene.check('aliasName', /^alias\/(?!aws\/)[\w/-]{1,250}$/.test(name), `Invalid alias name ${name}`);
  scene.check('aliasFree', !scene.state.aliases.has(name), `An alias with the name ${name} already exists`);
  const target = keyOf({ KeyId: input['TargetKeyId'] }, scene);
  scene.state.aliases.set(name, target.arn.split('/').at(-1) ?? '');
  return {};
};

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetPublicKey: getPublicKey,
  Sign: signOperation,
  CreateKey: createKey,
  CreateAlias: createAlias,
};
