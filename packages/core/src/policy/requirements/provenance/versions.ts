/** A version with its leading `v`: major, optional minor and patch; the pre-release belongs to the patch; build metadata is ignored. */
export interface Version {
  readonly numbers: readonly string[];
  /** `rc.1` of `v2.4.1-rc.1`; empty for a release. */
  readonly preRelease: string;
}

const NUMBER = '(?:0|[1-9][0-9]{0,15})';
const VERSION = new RegExp(
  `^v(${NUMBER})(?:\\.(${NUMBER})(?:\\.(${NUMBER})(?:-([0-9A-Za-z.-]{1,64}))?(?:\\+[0-9A-Za-z.-]{1,64})?)?)?$`,
);

function parse(text: string): Version | undefined {
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const preRelease = match[4] ?? '';
  // Semantic Versioning 2.0.0, section 9: no empty identifiers, no leading zeros in numeric ones.
  if (preRelease !== '' && preRelease.split('.').some((part) => part === '' || /^0[0-9]+$/.test(part))) return undefined;
  return { numbers: [match[1], match[2], match[3]].filter((part) => part !== undefined), preRelease };
}

/** The text itself when a policy can require it as a version (`v2`, `v2.4`, `v2.4.1`, `v2.4.1-rc1`). */
export function readVersionExpectation(text: string): string | undefined {
  return parse(text) === undefined ? undefined : text;
}

/**
 * Whether a tag is of the expected version. The tag is completed (`v2` is v2.0.0); major is always compared, minor and patch
 * where the expectation has them; the patch includes the whole pre-release.
 *
 * @param preRelease `deny` refuses a tag with a pre-release, unless the expectation names it
 */
export function isVersion(tag: string, expected: string, preRelease: 'allow' | 'deny'): boolean {
  const given = parse(tag);
  const wanted = parse(expected);
  if (given === undefined || wanted === undefined) return false;
  if (!wanted.numbers.every((number, index) => number === (given.numbers[index] ?? '0'))) return false;
  if (wanted.numbers.length === 3) return wanted.preRelease === given.preRelease;
  return preRelease === 'allow' || given.preRelease === '';
}
