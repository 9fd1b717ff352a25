import { refine, report, text, type Shape } from './shape.js';
import { compilePattern, patternOf, type Pattern } from './pattern.js';
import { readDuration, readMoment } from './times.js';

/*
 * Texts with a meaning, such as dates and refs: each with its form, an example for messages, and a check. A document keeps the text
 * as written; `policy/resolve` computes the meaning.
 */

/** The text itself where `read` accepts it; otherwise the reason. */
const readable =
  <T>(read: (value: string) => T | Error) =>
  (value: string): string | Error => {
    const result = read(value);
    return result instanceof Error ? result : value;
  };

export const NAME_TEXT = text({ maxLength: 256 }, 'a name');
export const plain = (what: string, example: string): Shape<string> => text({ examples: [example] }, `${what} like "${example}"`);
export const moment = text({ examples: ['2027-06-30'] }, 'a date like 2027-06-30', readable(readMoment));
export const duration = text(
  { pattern: '^[1-9][0-9]{0,5}[smhd]$', examples: ['14d'] },
  'a duration like 14d',
  readable(readDuration),
);

export function matching(pattern: RegExp, what: string, example: string): Shape<string> {
  return text({ pattern: pattern.source, examples: [example] }, `${what} like "${example}"`, (value) =>
    pattern.test(value) ? value : new Error(`expected ${what} like "${example}", found "${value}"`),
  );
}

export const hex256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex', '9c56cc51…');
export const commit = matching(
  /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/,
  'a full commit in lower-case hex',
  '3f786850e387550fdab836ed7e6dc881de23001b',
);
export const url = matching(/^https?:\/\/[^\s/]+(?:\/\S*)?$/, 'an issuer URL', 'https://token.actions.githubusercontent.com');
export const uri = matching(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'a URI', 'https://acme.dev/test/v1');
export const host = matching(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/, 'a host', 'github.example.com');
/** The host of a server that may be installed under a path. */
export const hostAndPath = matching(
  /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:\/[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)*$/,
  'a host, or a host and the path under which GitLab is installed',
  'gitlab.example.com',
);
export const id = matching(/^[0-9]{1,20}$/, 'a numeric identifier in quotes', '44');
const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/;
export const platform = text(
  { pattern: PLATFORM.source, examples: ['linux/amd64'] },
  'a platform like "linux/amd64"',
  (value) => {
    if (PLATFORM.test(value)) return value;
    const meant = value.includes(',')
      ? '; write one platform per item'
      : value.includes('/')
        ? ''
        : `; did you mean "linux/${value}"?`;
    return new Error(`expected a platform like "linux/amd64", found "${value}"${meant}`);
  },
);
export const filePath = text({ examples: ['.github/workflows/release.yml'] }, 'a file path', (value) =>
  /^[^/\s]/.test(value) && !value.split('/').some((part) => part === '' || part === '..' || part === '.')
    ? value
    : new Error(`expected a path inside the repository without leading slash, "." or "..", found "${value}"`),
);

/** @param refuse gives the reason why a pattern is refused */
export function pattern(what: string, example: string, refuse: (pattern: Pattern) => string | undefined): Shape<string> {
  return text({ examples: [example] }, `${what} like "${example}"`, (value) => {
    const compiled = compilePattern(value);
    if (compiled instanceof Error) return compiled;
    const refusal = refuse(compiled);
    return refusal === undefined ? value : new Error(refusal);
  });
}

export const isLiteral = (segment: string | undefined): boolean =>
  segment !== undefined && segment !== '' && !/[*{}]/.test(segment);

/** `owner/name`: the owner must be literal, otherwise any account would match. */
export const repository = (what: string): Shape<string> =>
  pattern(what, 'acme/app', ({ source }) => {
    const segments = source.split('/');
    if (/^[a-z]+:\/\//.test(source))
      return `expected ${what} like "acme/app" without host, found "${source}"; the host is given by "host"`;
    if (segments.length < 2 || segments.includes('') || /\s/.test(source))
      return `expected ${what} like "acme/app", found "${source}"`;
    return isLiteral(segments[0]) ? undefined : `the owner in "${source}" is a wildcard, so any account would match`;
  });
export const githubRepository = refine(repository('a repository'), (value, place) =>
  value.split('/').length === 2 && !value.includes('**')
    ? value
    : report(place, `expected a GitHub repository as owner/name, found "${value}"`),
);

export const refPattern = pattern('a full ref', 'refs/heads/main', ({ source }) => {
  const [refs, kind, name] = source.split('/');
  if (refs === 'refs' && isLiteral(kind) && name !== undefined && name !== '') return undefined;
  const meant = /^(?:[vV]?[0-9]|[vV][*{])/.test(source) ? `refs/tags/${source}` : `refs/heads/${source}`;
  return `expected a full ref like "refs/heads/main" or "refs/tags/v*", found "${source}"${source.startsWith('refs/') ? '' : `; did you mean "${meant}"?`}`;
});
export const exactRef = refine(refPattern, (value, place) =>
  patternOf(value).exact ? value : report(place, `expected an exact ref, found the pattern "${value}"`),
);
export const refOrCommit: Shape<string> = {
  schema: exactRef.schema,
  read: (place) => (typeof place.value === 'string' && /^[0-9a-f]{40}$/.test(place.value) ? place.value : exactRef.read(place)),
};

/** For lists of texts that must not repeat: the name of an item is its text. */
export const same = (value: string): string => value;
