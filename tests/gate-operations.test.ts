import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The programs of the gate: the action, and the command line that components and pipelines run. */
const GATES = ['actions/verify-gate/src/index.ts', 'packages/cli/src/gate.ts'];
const SIGNING = ['actions/sign-blob/src/index.ts'];

/** The file of an import; undefined for packages that are not ours. */
function fileOf(from: string, specifier: string): string | undefined {
  const [, name, path = 'index'] = /^@countersign\/([a-z]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  const base = specifier.startsWith('.')
    ? join(dirname(from), specifier.replace(/\.js$/, ''))
    : name === undefined
      ? undefined
      : join('packages', name, 'src', path);
  if (base === undefined) return undefined;
  return [`${base}.ts`, join(base, 'index.ts')].find((path) => existsSync(join(root, path)));
}

const STATIC = /^(?:import|export)\s(?!type\b)(?:[^'";]*?from\s*)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?'([^']+)'/g;

interface Reached {
  /** Source by path, of every file that can be loaded: by imports at the start, and by those that wait until they are needed. */
  readonly files: ReadonlyMap<string, string>;
  readonly packages: ReadonlySet<string>;
}

function reached(entries: readonly string[]): Reached {
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    const text = readFileSync(join(root, file), 'utf8');
    files.set(file, text);
    for (const [, specifier = ''] of [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)]) {
      const next = fileOf(file, specifier);
      if (next !== undefined) open.push(relative(root, join(root, next)));
      else if (specifier.startsWith('.') || specifier.startsWith('@countersign/')) throw new Error(`${file}: ${specifier}`);
      else packages.add(specifier);
    }
  }
  return { files, packages };
}

/** Operations of key services that a text names: commands of AWS's library, methods of Google's API, paths of Azure and Vault, PKCS#11 tools. */
const OPERATION =
  /\b(?:[A-Z][A-Za-z]+Command(?=\()|asymmetricSign|asymmetricDecrypt|macSign|importCryptoKeyVersion|publicKey(?=`)|\w+:(?:access|destroy)\b)|(?<!role)\/(?:sign|verify|encrypt|decrypt|rotate|export|backup|restore)(?=[/`'])|(?<=')--(?:sign|keypairgen|decrypt|write-object|delete-object)\b/g;

/** Everything that a gate may ask a key service or a secret store for: it reads public keys, and logs in. */
const READS: readonly string[] = [
  'GetPublicKeyCommand',
  'DescribeKeyCommand',
  'GetSecretValueCommand',
  'AssumeRoleWithWebIdentityCommand',
  'AssumeRoleCommand',
  'GetCallerIdentityCommand',
];

const operationsIn = ({ files }: Reached): readonly string[] => [
  ...new Set(
    [...files].filter(([file]) => isAboutKeys(file)).flatMap(([, text]) => [...text.matchAll(OPERATION)].map(([word]) => word)),
  ),
];
const isAboutKeys = (file: string): boolean => /^packages\/(?:libraries\/src|core\/src\/(?:public-keys|keys))\//.test(file);

/** What of Node's crypto makes signatures or private keys. */
const PRIVATE = [
  'sign',
  'createSign',
  'createPrivateKey',
  'generateKeyPair',
  'generateKeyPairSync',
  'privateEncrypt',
  'privateDecrypt',
];
const privateUses = ({ files }: Reached): readonly string[] =>
  [...files].flatMap(([file, text]) =>
    [...text.matchAll(/import \{([^}]*)\} from 'node:crypto'/g)]
      .flatMap(([, names = '']) => names.split(',').map((name) => name.trim().replace(/ as .*/, '')))
      .filter((name) => PRIVATE.includes(name))
      .map((name) => `${file}: ${name}`),
  );
const roomsOf = ({ files }: Reached): ReadonlySet<string> =>
  new Set([...files.keys()].flatMap((file) => /^packages\/core\/src\/([a-z-]+)\//.exec(file)?.[1] ?? []));

describe.each(GATES)('everything that %s can load', (entry) => {
  const gate = reached([entry]);

  it('reads public keys of every scheme', () => {
    expect(roomsOf(gate)).toContain('public-keys');
    for (const scheme of ['env', 'file', 'https'])
      expect(gate.files.has(`packages/core/src/public-keys/${scheme}.ts`)).toBe(true);
  });

  it('has no room that signs, and no package of Sigstore that signs', () => {
    const rooms = roomsOf(gate);
    expect(['signing', 'services', 'keys', 'provenance', 'login'].filter((room) => rooms.has(room))).toEqual([]);
    expect([...gate.packages].filter((name) => /^(?:sigstore|@sigstore\/(?:sign|tuf|verify))/.test(name))).toEqual([]);
    expect([...gate.files.keys()].filter((file) => /^packages\/(?:sandbox|libraries\/src\/[a-z-]*signing)/.test(file))).toEqual(
      [],
    );
  });

  it('asks key services for nothing but public keys and logins', () => {
    expect(operationsIn(gate).filter((operation) => !READS.includes(operation))).toEqual([]);
  });

  it('makes no signature, and reads no private key', () => {
    expect(privateUses(gate)).toEqual([]);
  });
});

describe('the same search', () => {
  it('finds what signs in a program that signs', () => {
    const signing = reached(SIGNING);
    expect(roomsOf(signing)).toContain('keys');
    expect(privateUses(signing).length).toBeGreaterThan(2);
  });

  it.each([
    'new SignCommand({',
    'new CreateKeyCommand({',
    '`${base}:asymmetricSign`',
    '`${vault}/sign/${key}`',
    "['--sign', file]",
    '`${key}/sign`',
    "['--keypairgen']",
  ])('finds %s', (text) => {
    const found = operationsIn({ files: new Map([['packages/core/src/public-keys/x.ts', text]]), packages: new Set() });
    expect(found.filter((operation) => !READS.includes(operation))).toHaveLength(1);
  });
});
