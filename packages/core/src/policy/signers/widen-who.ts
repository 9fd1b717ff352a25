import type { FileWho, GithubWho, GitlabWho, SourceWho, Who } from '../resolve/model.js';
import { withoutNames } from '../values/pattern.js';

/** The same signer for every value of its placeholders: what a revocation means, which no rule binds. */
export function widenWho(who: Who): Who {
  if (who.kind === 'github') return { ...who, ...widenCi(who) };
  return who.kind === 'gitlab' ? { ...who, ...widenCi(who) } : who;
}

function widenCi({ source, file }: GithubWho | GitlabWho): { readonly source: SourceWho; readonly file: FileWho } {
  const { repository, refs } = source;
  return {
    source: {
      ...source,
      repository: repository === undefined ? undefined : withoutNames(repository),
      refs: refs?.map(withoutNames),
    },
    file: file.kind === 'other' ? { ...file, repository: withoutNames(file.repository) } : file,
  };
}
