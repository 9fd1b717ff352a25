import { CountersignError } from '@countersign/core/errors';
import { PREDICATE_TYPES } from './foreign-names.js';
import { FORMAT_NAMES, formatNamed, LATER_FORMATS, type ReportFormat } from '@countersign/core/reports';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const LONGEST = 24 * UNITS.h;

/** `90s`, `10m`, `1h`, `500ms` → milliseconds; at most a day. @throws CountersignError INPUT_INVALID */
export function readDuration(text: string, label: string): number {
  const match = /^([1-9][0-9]{0,8})(ms|s|m|h)$/.exec(text);
  const value = match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : undefined;
  if (value === undefined || value > LONGEST) {
    throw new CountersignError('INPUT_INVALID', `${label} is not a duration`, {
      expected: 'a number with a unit, at most 24h: 90s, 10m, 1h',
      found: text,
    });
  }
  return value;
}

/** `true` or `false`, nothing else. @throws CountersignError INPUT_INVALID */
export function readFlag(text: string, label: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new CountersignError('INPUT_INVALID', `${label} is neither true nor false`, { expected: 'true or false', found: text });
}

/** Another report in the same line, which would become a part of the file name: `json=a.json,junit=b.xml`. */
const LIST_OF_REPORTS = new RegExp(`[,;\\s](?:${FORMAT_NAMES.join('|')})=`);
/** Another annotation in the same line, which would become a part of the value: `version=1.2,framework=x`. */
const LIST_OF_ANNOTATIONS = /[,;]\s*[A-Za-z][\w.-]*=/;

function severalInOne(label: string, line: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `${label} has several values in one line`, {
    expected: 'one value per line',
    found: line,
    hint: 'Write each on a line of its own; on the command line, repeat the flag.',
  });
}

/** `FORMAT=PATH` lines. @throws CountersignError INPUT_INVALID, INPUT_UNSUPPORTED with the line */
export function readReports(
  lines: readonly string[],
  label: string,
): readonly { readonly format: ReportFormat; readonly path: string }[] {
  const reports = lines.map((line) => {
    const [, name = '', path = ''] = /^([a-z]+)=(.+)$/.exec(line) ?? [];
    const format = formatNamed(name);
    if (LATER_FORMATS.includes(name))
      throw new CountersignError('INPUT_UNSUPPORTED', `${label} has a report format that this version cannot write`, {
        expected: `FORMAT=PATH with FORMAT one of ${FORMAT_NAMES.join(', ')}`,
        found: line,
      });
    if (!format) {
      throw new CountersignError('INPUT_INVALID', `${label} has a line that is not FORMAT=PATH with a known format`, {
        expected: `FORMAT=PATH with FORMAT one of ${FORMAT_NAMES.join(', ')}`,
        found: line,
      });
    }
    if (LIST_OF_REPORTS.test(path)) throw severalInOne(label, line);
    return { format, path };
  });
  const twice = reports.find(({ path }, index) => reports.findIndex((other) => other.path === path) !== index);
  if (twice) throw new CountersignError('INPUT_INVALID', `${label} names the same file twice`, { found: twice.path });
  return reports;
}

/** Refuses the short names of cosign, which would match no statement: a predicate type is a URI. @throws CountersignError INPUT_INVALID */
export function readPredicateType([type = '']: readonly string[], label: string): void {
  const uri = Object.hasOwn(PREDICATE_TYPES, type) ? PREDICATE_TYPES[type] : undefined;
  if (uri === undefined) return;
  throw new CountersignError('INPUT_INVALID', `${label} is not a URI`, { expected: uri, found: type, hint: `Write ${uri}.` });
}

/** `OS/ARCH` or `OS/ARCH/VARIANT` lines. @throws CountersignError INPUT_INVALID with the line */
export function readPlatforms(lines: readonly string[], label: string): readonly string[] {
  for (const line of lines) {
    const isList = line.includes(',');
    if (!isList && line.includes('/')) continue;
    throw new CountersignError('INPUT_INVALID', `${label} has a line that is not a platform`, {
      expected: 'OS/ARCH, such as linux/amd64',
      found: line,
      hint: isList ? 'Write one platform per line; on the command line, one --platform for each.' : `Did you mean linux/${line}?`,
    });
  }
  return lines;
}

/** `key=value` lines; the value may be empty or contain `=`. @throws CountersignError INPUT_INVALID with the line */
export function readAnnotations(lines: readonly string[], label: string): Readonly<Record<string, string>> {
  const annotations = new Map<string, string>();
  for (const line of lines) {
    const [, key = '', value = ''] = /^([^=\s][^=]*)=(.*)$/.exec(line) ?? [];
    if (LIST_OF_ANNOTATIONS.test(value)) throw severalInOne(label, line);
    if (!key)
      throw new CountersignError('INPUT_INVALID', `${label} has a line that is not key=value`, {
        expected: 'key=value',
        found: line,
      });
    if (annotations.has(key)) throw new CountersignError('INPUT_INVALID', `${label} names a key twice`, { found: key });
    annotations.set(key, value);
  }
  return Object.fromEntries(annotations);
}
