/** Why a pattern can match no file; undefined: it can. File names are relative to the base folder, with single slashes. */
export function pathPatternProblem(source: string): string | undefined {
  const bare = source.replace(/^(?:\.\/+)+/, '');
  if (bare !== source) return `file names do not begin with "./"; did you mean "${bare}"?`;
  if (/^(?:\/|[A-Za-z]:[\\/])/.test(source)) return 'file names are relative to the base folder, never absolute';
  if (source.endsWith('/')) return `a file name does not end with "/"; did you mean "${source}**"?`;
  if (source.includes('\\')) return 'file names have "/" between their parts, also on Windows';
  if (source.startsWith('!')) return 'a match has no exclusions; write a narrower pattern';
  const odd = source.split('/').find((segment) => segment === '' || segment === '.' || segment === '..');
  return odd === undefined ? undefined : `file names have no part "${odd}"`;
}

/** Why a pattern can match no image; undefined: it can. Image names are compared as registries write them. */
export function imagePatternProblem(source: string): string | undefined {
  const [registry = '', ...repository] = source.split('/');
  const literal = repository.join('/').replace(/\{[^{}]*\}/g, '');
  if (/[A-Z]/.test(registry + literal)) return 'image names are in lower case';
  if (registry === 'index.docker.io') return `did you mean "docker.io/${repository.join('/')}"?`;
  if (!/[.:]/.test(registry) && registry !== 'localhost')
    return `it does not begin with a registry; did you mean "docker.io/${source}"?`;
  if (registry === 'docker.io' && repository.length === 1 && repository[0] !== '**')
    return `did you mean "docker.io/library/${literal}"?`;
  return undefined;
}
