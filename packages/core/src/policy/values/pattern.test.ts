import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, fill, literal, matchPattern, type Pattern } from './pattern.js';

function compiled(source: string): Pattern {
  const pattern = compilePattern(source);
  if (pattern instanceof Error) throw pattern;
  return pattern;
}

describe('patterns', () => {
  it.each([
    ['acme/app', 'acme/app', true],
    ['acme/app', 'acme/app2', false],
    ['acme/app', 'Acme/app', false],
    ['acme/app', 'xacme/app', false],
    ['acme/*', 'acme/app', true],
    ['acme/*', 'acme/', true],
    ['acme/*', 'acme/a/b', false],
    ['acme/*', 'acme', false],
    ['acme/**', 'acme/a/b', true],
    ['acme/**', 'acme', false],
    ['acme/**', 'acme-evil/a', false],
    ['**/*.tgz', 'a.tgz', true],
    ['**/*.tgz', 'x/y/a.tgz', true],
    ['**/*.tgz', 'x/y/a.tgz/b', false],
    ['a/**/b/**/c', 'a/x/b/y/b/c', true],
    ['a/**/b/**/c', 'a/c/b', false],
    ['refs/tags/v*', 'refs/tags/v1.2', true],
    ['refs/tags/v*', 'refs/tags/v1/evil', false],
    ['refs/tags/v*', 'refs/heads/refs/tags/v1', false],
    ['v*.*.*', 'v1.2.3', true],
    ['v*.*.*', 'v1.2', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['a*a', 'a', false],
    ['**', 'anything/at/all', true],
    ['a.c', 'abc', false],
    ['dist/[a].js', 'dist/a.js', false],
    ['a\n*', 'a\nb', true],
    ['refs/heads/main', 'refs/heads/main\n', false],
  ])('%j and %j: %s', (source, value, expected) => {
    expect(matchPattern(compiled(source), value) !== undefined).toBe(expected);
  });

  it.each([
    ['ghcr.io/acme/{name}', 'ghcr.io/acme/app', { name: 'app' }],
    ['ghcr.io/acme/{name}', 'ghcr.io/acme/', undefined],
    ['ghcr.io/acme/{name}', 'ghcr.io/acme/a/b', undefined],
    ['ghcr.io/{org}/{name}-svc', 'ghcr.io/acme/pay-svc', { org: 'acme', name: 'pay' }],
    ['r.io/{name}/{name}', 'r.io/a/a', { name: 'a' }],
    ['r.io/{name}/{name}', 'r.io/a/b', undefined],
    ['r.io/**/{name}/img', 'r.io/x/y/app/img', { name: 'app' }],
  ])('%j binds from %j: %j', (source, value, expected) => {
    const bindings = matchPattern(compiled(source), value);
    expect(bindings && Object.fromEntries(bindings)).toEqual(expected);
  });

  it.each(['', 'a**', '{A}', '{}', 'a{b', 'a}b', '{a}{b}', '{a}*', '{a}/**/**', 'x'.repeat(513)])('%j is refused', (source) => {
    expect(compilePattern(source)).toBeInstanceOf(Error);
  });

  it('bound values are literal: wildcards in them match nothing else', () => {
    const filled = fill(compiled('acme/{name}'), new Map([['name', '*']]));
    expect(filled && matchPattern(filled, 'acme/app')).toBeUndefined();
    expect(filled && matchPattern(filled, 'acme/*')).toBeDefined();
    expect(fill(compiled('acme/{name}'), new Map())).toBeUndefined();
  });

  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '{', '}', 'ü', '\n'), maxLength: 24 });
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '**'), minLength: 1, maxLength: 12 });

  it('agrees with a backtracking regular expression on every pattern without placeholders', () => {
    fc.assert(
      fc.property(glob, text, (source, value) => {
        const pattern = compilePattern(source);
        fc.pre(!(pattern instanceof Error));
        expect(matchPattern(pattern, value) !== undefined).toBe(reference(source).test(value));
      }),
      { numRuns: 5000 },
    );
  });

  it('a literal matches itself and nothing else', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(matchPattern(literal(a), b) !== undefined).toBe(a === b);
      }),
    );
  });

  it('a pattern filled with its bindings matches the value again', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(part, part, (org, name) => {
        const pattern = compiled('r.io/{org}/x-{name}');
        const value = `r.io/${org}/x-${name}`;
        const bindings = matchPattern(pattern, value);
        const filled = bindings && fill(pattern, bindings);
        expect(filled?.exact).toBe(true);
        expect(filled && matchPattern(filled, value)).toBeDefined();
      }),
    );
  });

  it('takes linear time where regular expressions take exponential time', () => {
    const before = process.cpuUsage();
    expect(matchPattern(compiled(`${'*a'.repeat(200)}b`), 'a'.repeat(100_000))).toBeUndefined();
    expect(matchPattern(compiled(`${'**/a/'.repeat(100)}b`), 'a/'.repeat(20_000))).toBeUndefined();
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(5_000_000);
  });
});

/** The same language, written as a regular expression segment by segment. */
function reference(source: string): RegExp {
  const segments = source.split('/');
  let expression = '';
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '**') expression += last ? '[^]*' : '(?:[^/]*/)*';
    else
      expression +=
        segment
          .split('*')
          .map((part) => part.replace(/[.\\]/g, '\\$&'))
          .join('[^/]*') + (last ? '' : '/');
  });
  return new RegExp(`^(?:${expression})$`);
}
