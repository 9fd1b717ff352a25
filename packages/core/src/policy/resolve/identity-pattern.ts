import { CountersignError } from '../../errors/index.js';
import { literalEnds, type LiteralEnd } from './literal-ends.js';
import type { NameKind } from '../signers/index.js';
import { isPublicMail } from './public-mail.js';

const MAX_LENGTH = 1024;

/** The one-line policy's identity pattern, compiled. */
interface IdentityPattern {
  /** The pattern that is matched: the dots of the host or mail domain are literal, also where they were written without `\`. */
  readonly source: string;
  readonly nameKind: NameKind;
  readonly matches: (identity: string) => boolean;
  /** Whether the pattern matches a beginning of the identity. */
  readonly matchesStart: (identity: string) => boolean;
}

/**
 * Compiles the one-line policy's identity pattern: RE2 (linear time, no look-around, no back-references), anchored on both
 * sides. Every alternative must begin with a literal `https://HOST/OWNER/` or end with a literal `@DOMAIN`; otherwise certificates
 * of anyone could match. With `anyOwner`, the owner is compared separately.
 *
 * @throws CountersignError INPUT_INVALID
 */
export async function identityPattern(
  source: string,
  { anyOwner = false }: { readonly anyOwner?: boolean } = {},
): Promise<IdentityPattern> {
  if (source.length > MAX_LENGTH) throw refuse(source.slice(0, 80), `at most ${String(MAX_LENGTH)} characters`);
  const nameKind = startsAsUri(source) ? 'uri' : 'email';
  const ends = literalEnds(source, nameKind === 'uri' ? 'start' : 'end');
  if (ends instanceof Error) throw refuse(source, ends.message);
  const dots = ends.flatMap((end) => (nameKind === 'uri' ? readUri(source, end, anyOwner) : readAddress(source, end)));
  const tight = [...new Set(dots)].sort((a, b) => b - a).reduce((text, at) => `${text.slice(0, at)}\\${text.slice(at)}`, source);
  const { RE2JS } = await import('re2js');
  const compile = (pattern: string): { matches(text: string): boolean } => {
    try {
      return RE2JS.compile(pattern);
    } catch (cause) {
      throw new CountersignError('INPUT_INVALID', 'certificate-identity-regexp is not an RE2 expression', {
        expected: 'RE2 syntax without look-around or back-references',
        found: source,
        cause,
      });
    }
  };
  const whole = compile(`^(?:${tight})$`);
  const start = compile(`^(?:${tight})(?s:.*)$`);
  return {
    source: tight,
    nameKind,
    // A tag may be called `x@acme.dev`: the URI of its workflow ends like a mail address.
    matches: (identity) => whole.matches(identity) && (nameKind === 'uri' || !identity.includes('/')),
    matchesStart: (identity) => start.matches(identity),
  };
}

/** A pattern is for one kind of name: where one alternative begins as a URI, all must. */
function startsAsUri(source: string): boolean {
  const ends = literalEnds(source, 'start');
  return !(ends instanceof Error) && ends.some((end) => end.text.startsWith('https://'));
}

const ORIGIN = /^https:\/\/((?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+(?::[0-9]+)?)\//;

/** Hosts whose identities have the owner later than in the first part of the path (github.com/sigstore/fulcio, config/identity). */
const OWNERS: Readonly<Record<string, { readonly form: RegExp; readonly shown: string }>> = {
  'circleci.com': { form: /^api\/v2\/projects\/[^/]+\//, shown: 'api/v2/projects/PROJECT-ID/' },
};
const FIRST_PART = { form: /^[^/]+\//, shown: 'OWNER/' };

/** @returns the places of the dots in the host, which must match literally. */
function readUri(source: string, end: LiteralEnd, anyOwner: boolean): readonly number[] {
  const [origin, host = ''] = ORIGIN.exec(end.text) ?? [];
  if (origin === undefined) throw refuse(source, 'every alternative begins with a literal https://HOST/OWNER/');
  const dots = [...end.dots];
  const wild = dots.find(([index]) => index >= origin.length)?.[0];
  const literal = end.text.slice(origin.length, wild);
  const owner = OWNERS[host.toLowerCase()] ?? FIRST_PART;
  const namesOne = end.whole && wild === undefined && /^[^/]/.test(literal);
  if (!anyOwner && !namesOne && !owner.form.test(literal))
    throw refuse(
      source,
      `every alternative begins with a literal https://${host}/${owner.shown}`,
      `Anyone can have an identity on ${host}: begin with "https://${host.replaceAll('.', '\\.')}/${owner.shown}" (dots written "\\.")${
        owner === FIRST_PART
          ? ', or name the owner or repository whose runs count: "owner: OWNER" or "repository: OWNER/NAME" (--owner OWNER, --repository OWNER/NAME).'
          : '.'
      }`,
    );
  return dots.filter(([index]) => index < origin.length).map(([, at]) => at);
}

/** @returns the places of the dots in the domain, which must match literally. */
function readAddress(source: string, end: LiteralEnd): readonly number[] {
  const domain = /@((?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+)$/.exec(end.text)?.[1];
  if (domain === undefined)
    throw refuse(source, 'every alternative begins with a literal https://HOST/OWNER/, or every one ends with a literal @DOMAIN');
  const start = end.text.length - domain.length;
  const dots = [...end.dots];
  const namesOne = end.whole && dots.every(([index]) => index >= start);
  if (!namesOne && isPublicMail(domain))
    throw refuse(
      source,
      `whole addresses at ${domain}, with "\\." for their dots`,
      `Anyone can have an address at ${domain}. Name the addresses: certificate-identity: NAME@${domain}, or "(?:A|B)@${domain.replaceAll('.', '\\.')}".`,
    );
  return dots.filter(([index]) => index >= start).map(([, at]) => at);
}

function refuse(found: string, expected: string, hint?: string): CountersignError {
  return new CountersignError('INPUT_INVALID', 'certificate-identity-regexp is too wide or not clear', {
    expected,
    found,
    hint:
      hint ?? 'Use certificate-identity with the exact identity, or a policy file, whose patterns are matched on parsed values.',
  });
}
