import { knownKeys } from '@countersign/core/public-keys';

/** The pieces that a workflow, a pipeline or a shell can call. `verify-gate` is `verify` on the command line. */
export const PIECES = ['sign-blob', 'sign-image', 'attest-provenance', 'verify-gate'] as const;
export type Piece = (typeof PIECES)[number];

export type InputKind = 'text' | 'list' | 'choice' | 'flag' | 'duration';

/** One input, under one name on GitHub, on GitLab and on the command line. */
export interface InputSpec {
  /** `list`: one value a line; on the command line a repeatable flag. `flag`: `true` or `false`. */
  readonly kind: InputKind;
  readonly pieces: readonly Piece[];
  /** One or two sentences; copied into action.yml, the component's spec and `--help`. */
  readonly description: string;
  /** As the user would write it. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** The flag's name where it differs from the input's: the singular of a list. */
  readonly flag?: string;
  /** How `--help` calls the value. */
  readonly placeholder?: string;
  /**
   * `free`: names what is looked at, in any characters. Everything else decides, and is plain ASCII in a GitLab component;
   * there all of them are literals that cannot leave their quotes.
   */
  readonly free?: true;
  /** Only an input of the GitHub action; elsewhere the platform's own mechanism serves. */
  readonly only?: 'github';
  /** Masked in every output. */
  readonly secret?: true;
  /** Names where a secret is; whoever gives the secret itself must not find it in the log. */
  readonly place?: true;
  /**
   * At the gate, without it less is asked or other things are: there an empty text is an error, because it is a variable
   * that was not set. Platforms that cannot leave an input out get `NOT_GIVEN` as its default.
   */
  readonly decides?: true;
}

/** What an input of the gate says where it is left out: nobody can mean it, and an empty text stays one. */
export const NOT_GIVEN = '(not given)';

/** The default that a workflow or pipeline sees. */
export function defaultOf(piece: Piece, spec: InputSpec): string | undefined {
  return spec.default ?? (piece === 'verify-gate' && spec.decides ? NOT_GIVEN : undefined);
}

/** `keyless`, a PEM file, or `env://VAR`: from the table of key schemes. */
function spokenKeys(use: 'sign' | 'verify'): string {
  const forms = knownKeys(use).map((form) => (form.includes(' ') ? form : `\`${form}\``));
  return `${forms.slice(0, -1).join(', ')}${forms.length > 2 ? ',' : ''} or ${forms.at(-1) ?? ''}`;
}

const ALL = PIECES;
const SIGNING = ['sign-blob', 'sign-image', 'attest-provenance'] as const;
const FILES = ['sign-blob', 'attest-provenance', 'verify-gate'] as const;
const IMAGES = ['sign-image', 'attest-provenance', 'verify-gate'] as const;
const GATE = ['verify-gate'] as const;

/** Every input of every piece. A test compares this table with action.yml, the component templates and the flags. */
export const INPUTS = {
  paths: {
    kind: 'list',
    pieces: FILES,
    flag: 'path',
    placeholder: 'GLOB',
    free: true,
    decides: true,
    description: 'Files, as paths or globs, one a line; `!` excludes. A pattern that matches nothing is an error.',
  },
  checksums: {
    kind: 'list',
    pieces: FILES,
    placeholder: 'FILE',
    free: true,
    decides: true,
    description:
      'Checksum files (GNU, BSD or goreleaser; sha256, sha384, sha512). Lines are relative to their file; a listed file that is there is read and must be what its line says.',
  },
  images: {
    kind: 'list',
    pieces: IMAGES,
    flag: 'image',
    placeholder: 'REF',
    free: true,
    decides: true,
    description: 'Image references, one a line, by digest, or by a tag that is resolved once and reported.',
  },
  platforms: {
    kind: 'list',
    pieces: ['sign-image', 'verify-gate'],
    flag: 'platform',
    placeholder: 'OS/ARCH',
    decides: true,
    description:
      'Only these platforms of an image index (`linux/amd64`), one a line; an index itself is then not signed, or judged. Default: the index and every platform.',
  },
  policies: {
    kind: 'list',
    pieces: GATE,
    flag: 'policy',
    placeholder: 'FILE',
    decides: true,
    description: 'Policy files, one a line. Every policy must allow every subject.',
  },
  'policy-digest': {
    kind: 'text',
    pieces: GATE,
    placeholder: 'sha256:HEX',
    decides: true,
    description: 'Pins the one policy file, and every file it names, to this SHA-256 digest.',
  },
  'certificate-identity': {
    kind: 'text',
    pieces: GATE,
    placeholder: 'IDENTITY',
    decides: true,
    description: 'One-line policy: the exact identity (subject alternative name) of the signing certificate.',
  },
  'certificate-identity-regexp': {
    kind: 'text',
    pieces: GATE,
    placeholder: 'RE2',
    decides: true,
    description: 'One-line policy: an RE2 pattern that the whole identity must match.',
  },
  'certificate-oidc-issuer': {
    kind: 'text',
    pieces: GATE,
    placeholder: 'URL',
    decides: true,
    description: 'One-line policy: the exact issuer of the identity token behind the certificate.',
  },
  key: {
    kind: 'text',
    pieces: GATE,
    placeholder: 'FILE',
    decides: true,
    description: `One-line policy: the public key that must have signed: ${spokenKeys('verify')}.`,
  },
  owner: {
    kind: 'text',
    pieces: GATE,
    placeholder: 'OWNER',
    decides: true,
    description:
      'One-line policy: the owner whose workflows must have signed (GitHub). Beside an identity: whose runs of it count, where it is a reusable workflow.',
  },
  repository: {
    kind: 'text',
    pieces: GATE,
    placeholder: 'OWNER/NAME',
    decides: true,
    description:
      'One-line policy: the repository whose workflows must have signed (GitHub). Beside an identity: whose runs of it count, where it is a reusable workflow.',
  },
  'predicate-type': {
    kind: 'text',
    pieces: GATE,
    placeholder: 'URI',
    decides: true,
    description: 'One-line policy: asks for an attestation of this predicate type instead of a signature.',
  },
  evidence: {
    kind: 'list',
    pieces: GATE,
    placeholder: 'PLACE',
    decides: true,
    description:
      'Where to look for bundles instead, one a line: files, folders (with those below), `registry`, `github`. Default: beside the file; the registry for images.',
  },
  bundle: {
    kind: 'text',
    pieces: GATE,
    placeholder: 'FILE',
    decides: true,
    description: 'The one bundle file (`.sigstore.json` or `.jsonl`) to judge by; no other place is searched.',
  },
  keys: {
    kind: 'list',
    pieces: SIGNING,
    default: 'keyless',
    flag: 'key',
    place: true,
    placeholder: 'KEY',
    description: `How to sign, one a line, all of them sign: ${spokenKeys('sign')}.`,
  },
  'key-password': {
    kind: 'text',
    pieces: SIGNING,
    placeholder: 'env://VAR|FILE',
    place: true,
    description: "Where the key's password is: `env://VAR` or a file; never the password itself.",
  },
  'identity-token': {
    kind: 'text',
    pieces: SIGNING,
    placeholder: 'env://VAR|FILE',
    place: true,
    description: 'Where the OIDC token is (`env://VAR` or a file) on CI systems that are not known. Default: found by itself.',
  },
  'trusted-root': {
    kind: 'text',
    pieces: ALL,
    placeholder: 'FILE|URL',
    decides: true,
    description:
      'Another Sigstore instance: its trusted_root.json, or the URL of its TUF mirror. Default: the public-good instance.',
  },
  'signing-config': {
    kind: 'text',
    pieces: SIGNING,
    placeholder: 'FILE',
    description:
      'Another Sigstore instance: its signing_config.json, which names the services to use. Default: what belongs to the trusted root.',
  },
  'trust-digest': {
    kind: 'list',
    pieces: ALL,
    placeholder: 'sha256:HEX',
    decides: true,
    description:
      "Pins the files that trusted-root and signing-config name to their SHA-256 digests, one a line, the trusted root's first.",
  },
  'transparency-log': {
    kind: 'choice',
    pieces: ALL,
    choices: ['required', 'off'],
    default: 'required',
    description:
      '`off` does without a transparency log, together with a timestamp authority: an explicit choice, repeated in every report.',
  },
  network: {
    kind: 'choice',
    pieces: ALL,
    choices: ['all', 'registries', 'none'],
    default: 'all',
    description: 'What the run may reach: `all`, `registries` (images and their signatures only) or `none`. Enforced.',
  },
  'output-dir': {
    kind: 'text',
    pieces: SIGNING,
    placeholder: 'DIR',
    description: "Folder for the bundles. Default: beside each file; an image's bundles are kept in the registry alone.",
  },
  'bundle-path': {
    kind: 'text',
    pieces: SIGNING,
    placeholder: 'FILE.jsonl',
    description: 'One `.jsonl` file for all bundles, instead of one file each.',
  },
  annotations: {
    kind: 'list',
    pieces: ['sign-image'],
    flag: 'annotation',
    placeholder: 'KEY=VALUE',
    free: true,
    description: 'Facts that are signed with the image (`version=1.2.3`), one `key=value` a line.',
  },
  'signature-repository': {
    kind: 'text',
    pieces: IMAGES,
    placeholder: 'REPOSITORY',
    decides: true,
    description: "Another repository for the images' signatures and attestations. Default: the image's own.",
  },
  'insecure-registries': {
    kind: 'list',
    pieces: IMAGES,
    flag: 'insecure-registry',
    placeholder: 'HOST',
    description: 'Registries (`host:port`) that may be spoken to over plain http, one a line. Loopback always may.',
  },
  target: {
    kind: 'text',
    pieces: GATE,
    placeholder: 'NAME',
    decides: true,
    description:
      'What the decision is for (`production`, a branch): one that a rule of the policy knows, needed where rules have targets.',
  },
  reports: {
    kind: 'list',
    pieces: GATE,
    flag: 'report',
    placeholder: 'FORMAT=PATH',
    description: 'Reports to write, one `FORMAT=PATH` a line: `json`, `markdown`, `junit`.',
  },
  mode: {
    kind: 'choice',
    pieces: GATE,
    choices: ['enforce', 'warn'],
    default: 'enforce',
    description:
      '`warn` gives the same decision and reports, but the job goes on, and the images are pinned whatever the decision is: deploy nothing behind it.',
  },
  'fail-fast': {
    kind: 'flag',
    pieces: SIGNING,
    default: 'false',
    description: 'Stop at the first artifact that cannot be signed.',
  },
  timeout: {
    kind: 'duration',
    pieces: ALL,
    default: '10m',
    placeholder: 'TIME',
    description: 'One budget for the whole run, all retries included (`90s`, `10m`, `1h`).',
  },
  'log-level': {
    kind: 'choice',
    pieces: ALL,
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    description: 'The least severity that is printed.',
  },
  'log-format': {
    kind: 'choice',
    pieces: ALL,
    choices: ['text', 'json'],
    default: 'text',
    description: '`json` prints one event a line.',
  },
  'github-token': {
    kind: 'text',
    pieces: ALL,
    default: '${{ github.token }}',
    only: 'github',
    secret: true,
    description: "The workflow's token; used for ghcr.io where no other credential is found.",
  },
} as const satisfies Readonly<Record<string, InputSpec>>;

export type InputName = keyof typeof INPUTS;

/** The inputs of one piece, in the table's order. */
export function inputsOf(piece: Piece): readonly (readonly [InputName, InputSpec])[] {
  return (Object.entries(INPUTS) as [InputName, InputSpec][]).filter(([, spec]) => spec.pieces.includes(piece));
}

/** The command line's flag of an input, without dashes. */
export function flagOf(name: string, spec: InputSpec): string {
  return spec.flag ?? name;
}
