import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import type { Subject } from '../artifacts/index.js';
import type { Decision, Outcome, RequirementResult, SubjectDecision } from '../policy/index.js';
import { FORMAT_NAMES, FORMATS, formatNamed, LATER_FORMATS, writeReports } from './index.js';
import { accepted, rejected, verified } from '../policy/testing/facts.js';
import { github } from '../policy/testing/signers.js';
import { FILE, IMAGE } from '../policy/testing/subjects.js';
import { markdownCode, markdownText, xml } from './escape.js';

const [renderJson, renderMarkdown, renderJunit] = await Promise.all([
  FORMATS.json.load(),
  FORMATS.markdown.load(),
  FORMATS.junit.load(),
]);

const NASTY = '</td>`|[x](javascript:alert(1))<script>"\'&\n\n# h ![i](//e) @admin \u202e\u0000 https://evil.example';

const CANDIDATES = [accepted(verified(github())), rejected('SIGNATURE_INVALID')];

function requirement(outcome: Outcome, text = 'text'): RequirementResult {
  const refused = outcome !== 'allowed';
  return {
    requirement: 'signature',
    outcome,
    code: refused ? 'IDENTITY_MISMATCH' : undefined,
    message: text,
    expected: refused ? text : undefined,
    found: refused ? text : undefined,
    hint: refused ? text : undefined,
    evidence: [],
    signers: [],
    parts: [],
  };
}

function subject(one: Subject, outcome: Outcome, text?: string): SubjectDecision {
  return {
    subject: one,
    outcome,
    rules: [{ rule: text ?? 'rule', outcome, requirements: [requirement(outcome, text)] }],
    unmatched: undefined,
    candidates: CANDIDATES,
    unreadable: [{ origin: { kind: 'file', location: '/x' }, error: new CountersignError('EVIDENCE_MALFORMED', 'no bundle') }],
  };
}

function decision(outcome: Outcome, text?: string, count = 1): Decision {
  const file = { ...FILE, name: text ?? FILE.name };
  const subjects = [...Array.from({ length: count }, () => subject(file, outcome, text)), subject(IMAGE, 'allowed')];
  return {
    outcome,
    time: new Date('2026-11-21T12:00:00Z'),
    target: text ?? 'production',
    policies: [{ policy: text ?? 'gate', digest: 'sha256:00', outcome, subjects, problems: [] }],
    subjects: subjects.map((one) => one.subject),
    problems: outcome === 'allowed' ? [] : [requirement(outcome, text)],
    notices: ['transparency-log is off'],
  };
}

describe('the table of formats', () => {
  it.each(FORMAT_NAMES)('%s renders a decision, and is not in the list of later formats', async (name) => {
    expect(formatNamed(name)).toBe(name);
    expect(LATER_FORMATS).not.toContain(name);
    const render = await FORMATS[name].load();
    for (const outcome of ['allowed', 'denied', 'undecided'] as const) {
      const text = render(decision(outcome));
      expect(text).toContain(FILE.name);
      expect(render(decision(outcome))).toBe(text);
    }
    expect(render(decision('allowed'))).not.toBe(render(decision('denied')));
    expect(FORMATS[name].mediaType).toMatch(/^[a-z]+\/[a-z.+-]+$/);
  });

  it.each(['yaml', 'toString', '__proto__', ''])('has none called "%s"', (name) => {
    expect(formatNamed(name)).toBeUndefined();
  });
});

describe('the JSON report', () => {
  it('contains the whole decision in a stable shape', () => {
    expect(JSON.parse(renderJson(decision('denied')))).toMatchSnapshot();
  });
});

describe('the published schema', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../../docs/reference/report.schema.json'), 'utf8'),
  ) as Schema;
  it.each<Outcome>(['allowed', 'denied', 'undecided'])('describes every field of a report that is %s', (outcome) => {
    expect(violations(schema, JSON.parse(renderJson(decision(outcome))), schema)).toEqual([]);
  });
  it('refuses a field that it does not describe, and a missing field', () => {
    const report = JSON.parse(renderJson(decision('denied'))) as { policies: { subjects: { rules: object[] }[] }[] };
    Object.assign(report.policies[0]?.subjects[0]?.rules[0] ?? {}, { more: 1 });
    expect(violations(schema, report, schema)).toEqual(['$.policies[0].subjects[0].rules[0].more: not described']);
    expect(violations(schema, {}, schema)).toContain('$.decision: missing');
  });
});

it('the JSON report contains no command of a CI runner, and means the same', () => {
  const name = '##[set-output name=decision]allowed';
  const text = renderJson(decision('denied', name));
  expect(text).not.toContain('##[');
  expect(JSON.stringify(JSON.parse(text))).toContain(JSON.stringify(name));
});

it('every report shows that bytes were not seen', () => {
  const line: Subject = { kind: 'digest', name: 'app.tgz', digests: { sha256: 'a'.repeat(64) }, origin: 'SUMS:1' };
  const one = subject(line, 'allowed');
  const unseen: Decision = {
    ...decision('allowed'),
    subjects: [line],
    policies: [{ policy: 'gate', digest: 'sha256:00', outcome: 'allowed', subjects: [one], problems: [] }],
  };
  expect(JSON.parse(renderJson(unseen))).toMatchObject({ subjects: [{ kind: 'digest', bytesSeen: false }] });
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../../docs/reference/report.schema.json'), 'utf8'),
  ) as Schema;
  expect(violations(schema, JSON.parse(renderJson(unseen)), schema)).toEqual([]);
  // In Markdown brackets are written as entities.
  expect(renderMarkdown(unseen)).toMatch(/app\.tgz &#40;bytes not seen&#41;|app\.tgz \(bytes not seen\)/);
  expect(renderJunit(unseen)).toContain('classname="app.tgz (bytes not seen)"');
});

describe('the Markdown report', () => {
  it('begins with the decision and its reasons', () => {
    expect(renderMarkdown(decision('denied'))).toMatchSnapshot();
    expect(renderMarkdown(decision('allowed'))).toMatch(/^## ✅ Allowed/);
    expect(renderMarkdown(decision('undecided'))).toMatch(/^## ⚠️ Could not decide/);
  });

  it('a name cannot form a tag, cell, link, image, mention or line', () => {
    for (const nasty of [NASTY, NASTY.repeat(20)]) {
      const text = renderMarkdown(decision('denied', nasty));
      const harmless = text.replace(/<\/?(?:code|b|i|details|summary|pre)>/g, '').replace(/&#\d+;/g, '');
      expect(harmless).not.toMatch(/[<"'`[\]@\u0000\u202e]/);
      expect(harmless).not.toMatch(/https:\/\//);
      for (const line of text.split('\n').filter((one) => one.startsWith('|'))) expect(line.match(/\|/g)).toHaveLength(5);
    }
  });

  it('has no line over 300 characters, whatever a name has, and shows a text that was cut as a whole in the details', () => {
    const identity = `https://github.com/${'acme/'.repeat(60)}release.yml@refs/tags/v1`;
    for (const text of [
      NASTY.repeat(50),
      identity,
      '\u{1f600}'.repeat(1000),
      ' '.repeat(1000),
      '.www'.repeat(300),
      '\u202e'.repeat(900),
    ])
      for (const outcome of ['denied', 'undecided', 'allowed'] as const)
        for (const line of renderMarkdown(decision(outcome, text)).split('\n')) expect(line.length).toBeLessThanOrEqual(300);
    const [short = '', details = ''] = renderMarkdown(decision('denied', identity)).split('<details>');
    expect(short).not.toContain('acme/'.repeat(60));
    expect(short).toMatch(/- found <code>https&#58;.*….*release\.yml&#64;refs\/tags\/v1<\/code>/);
    const shown = details.replaceAll(/\n/g, '').replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    expect(shown).toContain(`<pre>${identity}</pre>`);
  });

  it('begins with how many and who signed, and cuts digests', () => {
    const one = subject(FILE, 'allowed');
    const allowed = { ...requirement('allowed'), evidence: [CANDIDATES[0]?.digest ?? ''] };
    const signed: SubjectDecision = { ...one, rules: [{ rule: 'rule', outcome: 'allowed', requirements: [allowed] }] };
    const of = (outcome: Outcome, ...more: readonly SubjectDecision[]): readonly string[] => {
      const subjects = [signed, ...more];
      const policies = [{ policy: 'gate', digest: 'sha256:00', outcome, subjects, problems: [] }];
      return renderMarkdown({ ...decision('allowed'), outcome, policies }).split('\n');
    };
    expect(of('allowed', subject(IMAGE, 'allowed')).slice(2, 7)).toEqual([
      '**2 allowed**',
      '',
      'Signed by:',
      '',
      '- <code>https&#58;//github.com/acme/app/.github/workflows/release.yml&#64;refs/tags/v2.4.1</code>',
    ]);
    expect(of('denied', subject(IMAGE, 'denied')).slice(2, 5)).toEqual([
      '**1 allowed, 1 denied**',
      '',
      'What is allowed is signed by:',
    ]);
    const text = of('denied', subject(IMAGE, 'denied')).join('\n');
    expect(text).toContain(`${IMAGE.name}&#64;sha256&#58;${IMAGE.digest.slice(7, 19)}…`);
    expect(text).not.toMatch(/[0-9a-f]{13}/);
  });

  it('gives no signer of a bundle that no requirement rests on', () => {
    expect(renderMarkdown(decision('allowed'))).not.toContain('igned by');
  });

  it('explains equal reasons once, and different ones each', () => {
    const files = ['a.tgz', 'b.tgz', 'c.tgz'].map((name) => ({ ...FILE, name }));
    const named = files.map((file) => subject(file, 'denied', `no bundle for ${file.name}`));
    const other = subject({ ...FILE, name: 'd.tgz' }, 'denied', 'something else');
    const policies = [
      { policy: 'gate', digest: 'sha256:00', outcome: 'denied' as const, subjects: [...named, other], problems: [] },
    ];
    const text = renderMarkdown({ ...decision('denied'), problems: [], policies });
    expect(text.match(/^### .*$/gm)).toEqual([
      '### Denied: 3 artifacts (policy <code>gate</code>)',
      '### Denied: <code>d.tgz</code> (policy <code>gate</code>)',
    ]);
    expect(text).toContain('- <code>a.tgz</code>\n- <code>b.tgz</code>\n- <code>c.tgz</code>\n');
    expect(text.match(/signature&#58; no bundle for/g)).toHaveLength(1);
    expect(text).toContain('signature&#58; something else');
  });

  it('keeps digests whole that would look equal if they were cut', () => {
    const [expected, found] = ['1', '2'].map((end) => `sha256:${'a'.repeat(63)}${end}`);
    const one = { ...requirement('denied'), expected, found };
    const text = renderMarkdown({ ...decision('denied'), problems: [one] });
    expect(text).toContain(`${'a'.repeat(63)}1`);
    expect(text).toContain(`${'a'.repeat(63)}2`);
  });

  it('stays short: refusals first, then so many rows and no more', () => {
    const text = renderMarkdown(decision('denied', undefined, 500));
    expect(text.split('\n').filter((line) => line.startsWith('| Denied'))).toHaveLength(50);
    expect(text).toContain('451 more');
  });

  it('any text is escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const escaped of [markdownCode(text).slice('<code>'.length, -'</code>'.length), markdownText(text)]) {
          expect(escaped.replace(/&#\d+;/g, '')).not.toMatch(/[<>"'`|\\[\]()*_~#!{}:@$&\n\r\0]/);
        }
      }),
    );
  });
});

describe('the JUnit report', () => {
  it('has a case for each requirement: denied is a failure, undecided an error', () => {
    expect(renderJunit(decision('denied'))).toMatchSnapshot();
    expect(renderJunit(decision('undecided'))).toContain('failures="0" errors="1"');
  });

  it('any text is escaped and allowed in XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const escaped = xml(text);
        expect(escaped.replace(/&#\d+;/g, '')).not.toMatch(/[<>"'&\u0000-\u001f\u007f-\u009f\ufffe\uffff]/);
        expect(escaped.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('written reports', () => {
  let folder: string;
  const random = (length: number) => new Uint8Array(length).fill(7);
  const write = (...requests: { format: string; path: string }[]) =>
    writeReports({ cwd: folder, random }, decision('denied'), requests);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-reports-'));
  });

  it('replace an existing file completely, and leave no other files', async () => {
    writeFileSync(join(folder, 'r.json'), 'old');
    await write({ format: 'json', path: 'r.json' }, { format: 'markdown', path: 'a/b/r.md' }, { format: 'junit', path: 'r.xml' });
    expect(readFileSync(join(folder, 'r.json'), 'utf8')).toBe(renderJson(decision('denied')));
    expect(readdirSync(folder).sort()).toEqual(['a', 'r.json', 'r.xml']);
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['r.md']);
  });

  it.each([
    ...LATER_FORMATS.map((format) => [format, 'INPUT_UNSUPPORTED'] as const),
    ['yaml', 'INPUT_INVALID'],
    ['__proto__', 'INPUT_INVALID'],
  ])('%s is refused before anything is written', async (format, code) => {
    await expect(write({ format: 'json', path: 'r.json' }, { format, path: 'x' })).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('two reports at one path are refused', async () => {
    await expect(write({ format: 'json', path: 'r' }, { format: 'junit', path: 'r' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });

  it('a path that cannot be written is an error, and no partial file remains', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(write({ format: 'json', path: 'file/r.json' })).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(readdirSync(folder)).toEqual(['file']);
    expect(existsSync(join(folder, 'file/r.json'))).toBe(false);
  });
});

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** As much of JSON Schema as the report's uses; fields that it does not describe are violations too. */
function violations(schema: Schema, value: unknown, root: Schema, at = '$'): readonly string[] {
  if (schema.$ref !== undefined) return violations(root.$defs?.[schema.$ref.slice('#/$defs/'.length)] ?? {}, value, root, at);
  if (schema.anyOf !== undefined) {
    const all = schema.anyOf.map((one) => violations(one, value, root, at));
    return all.find((one) => one.length === 0) ?? all.flat();
  }
  if ('const' in schema) return value === schema.const ? [] : [`${at}: not ${String(schema.const)}`];
  if (schema.enum !== undefined) return schema.enum.includes(value) ? [] : [`${at}: none of the words`];
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (schema.type !== undefined && ![schema.type].flat().includes(kind)) return [`${at}: ${kind}`];
  if (Array.isArray(value))
    return value.flatMap((one, index) => violations(schema.items ?? {}, one, root, `${at}[${String(index)}]`));
  if (typeof value !== 'object' || value === null) return [];
  const missing = (schema.required ?? []).filter((name) => !(name in value)).map((name) => `${at}.${name}: missing`);
  const members = Object.entries(value).flatMap(([name, one]) => {
    const described = schema.properties?.[name] ?? schema.additionalProperties;
    return described === undefined ? [`${at}.${name}: not described`] : violations(described, one, root, `${at}.${name}`);
  });
  return [...missing, ...members];
}
