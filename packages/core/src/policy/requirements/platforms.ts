import { byKind, type ImageSubject } from '../../artifacts/index.js';
import { samePlatform } from '../../wire/index.js';
import { list, platform, same } from '../values/index.js';
import { describeOwnPlatform } from './own-platform.js';
import type { MatchKind } from './kind.js';
import type { Finding } from './result.js';

export interface PlatformsRequirement {
  readonly kind: 'platforms';
  readonly platforms: readonly string[];
}

declare module './requirement.js' {
  interface RequirementTypes {
    readonly platforms: At<'match', PlatformsRequirement>;
  }
}

/**
 * `platforms` never excludes an image from a rule: the rule applies to every image of that name, and the image must have the
 * platforms. A single platform that is judged must be one of them.
 */
export const platforms: MatchKind<'platforms', readonly string[], PlatformsRequirement> = {
  key: 'platforms',
  level: 'subject',
  goesWith: 'images',
  page: {
    summary:
      'the image must list all of these ([how](#images)); a rule that names platforms still applies to every image of that name',
    example: 'platforms: [linux/amd64, linux/arm64]',
    fields: {},
    refuses: { example: 'platforms: [amd64]', message: 'did you mean "linux/amd64"?' },
  },
  shape: list(platform, same),
  resolve: (document) => ({ kind: 'platforms', platforms: document }),
  explain: (requirement) => [`with all of the platforms ${requirement.platforms.join(', ')}`],
  check: (requirement, subject) =>
    byKind<Finding | undefined>(subject, {
      file: () => undefined,
      digest: () => undefined,
      image: (image) => checkImage(requirement.platforms, image),
    }),
};

function checkImage(wanted: readonly string[], subject: ImageSubject): Finding {
  const own = subject.parent?.platform;
  const single = subject.own?.kind === 'said' ? [subject.own.platform] : [];
  const found = own === undefined ? [...subject.platforms.map((one) => one.platform), ...single] : [own];
  const has = (names: readonly string[], name: string): boolean => names.some((one) => samePlatform(one, name));
  const missing = own === undefined ? wanted.filter((one) => !has(found, one)) : has(wanted, own) ? [] : [own];
  const none = { expected: undefined, found: undefined, hint: undefined };
  if (missing.length === 0) return { ...none, outcome: 'allowed', code: undefined, message: found.join(', ') };
  const unread = own === undefined && subject.own?.kind === 'unread' ? subject.own.error : undefined;
  if (unread !== undefined && unread.exitStatus !== 1) {
    const { code, message, found: what } = unread;
    return { ...none, outcome: 'undecided', code, message, expected: wanted.join(', '), found: what };
  }
  return {
    ...none,
    outcome: 'denied',
    code: 'EXPECTATION_NOT_MET',
    message:
      own === undefined ? `the image does not list ${missing.join(', ')}` : `${own} is not one of the platforms of the rule`,
    expected: wanted.join(', '),
    found: found.length === 0 ? (describeOwnPlatform(subject.own) ?? 'a manifest without an index') : found.join(', '),
  };
}
