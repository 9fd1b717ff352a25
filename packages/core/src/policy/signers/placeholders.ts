import type { FileWho, GithubWho, GitlabWho, SourceWho, Who } from './model.js';
import { withoutNames } from '../values/index.js';

/** The same signer for every value of its placeholders. Revocations need it, because they belong to no rule that binds them. */
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

/** Placeholders of a signer: the match of a rule that uses it must bind them. */
export function placeholdersOf(who: Who): readonly string[] {
  if (who.kind !== 'github' && who.kind !== 'gitlab') return [];
  const patterns = [...(who.source.repository === undefined ? [] : [who.source.repository]), ...(who.source.refs ?? [])];
  if (who.file.kind === 'other') patterns.push(who.file.repository);
  return patterns.flatMap((pattern) => pattern.names);
}
