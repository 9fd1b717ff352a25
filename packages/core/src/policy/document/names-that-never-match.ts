/** Why a pattern matches the name of no file; undefined: it can. Names are relative to the base folder, with single slashes. */
export function whyNoPath(source: string): string | undefined {
  const bare = source.replace(/^(?:\.\/+)+/, '');
  if (bare !== source) return `names of files do not begin with "./"; did you mean "${bare}"?`;
  if (/^(?:\/|[A-Za-z]:[\\/])/.test(source)) return 'names of files are relative to the base folder, never absolute';
  if (source.endsWith('/')) return `the name of a file does not end in "/"; did you mean "${source}**"?`;
  if (source.includes('\\')) return 'names of files have "/" between their parts, on Windows too';
  if (source.startsWith('!')) return 'a match has no exclusions; write a narrower pattern';
  const odd = source.split('/').find((segment) => segment === '' || segment === '.' || segment === '..');
  return odd === undefined ? undefined : `names of files have no part "${odd}"`;
}

/** Why a pattern matches the name of no image; undefined: it can. Names are written as the registries write them. */
export function whyNoImage(source: string): string | undefined {
  const [registry = '', ...repository] = source.split('/');
  const literal = repository.join('/').replace(/\{[^{}]*\}/g, '');
  if (/[A-Z]/.test(registry + literal)) return 'names of images are in lower case';
  if (registry === 'index.docker.io') return `did you mean "docker.io/${repository.join('/')}"?`;
  if (!/[.:]/.test(registry) && registry !== 'localhost')
    return `it begins with no registry; did you mean "docker.io/${source}"?`;
  if (registry === 'docker.io' && repository.length === 1 && repository[0] !== '**')
    return `did you mean "docker.io/library/${literal}"?`;
  return undefined;
}
