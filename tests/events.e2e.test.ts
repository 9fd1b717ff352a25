import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CODES } from '@countersign/core/errors';
import { EVENTS, eventFields, type Environment, type EventName, type Run, type RunEvent } from '@countersign/core/run';
import { signFiles } from '@countersign/core/signing';
import { loadTrust } from '@countersign/core/trust';
import { createEmit } from '@countersign/surface/events';
import { gate } from '@countersign/surface/gate';
import { createSecrets, screenOf, terminalStyle } from '@countersign/surface/log';
import { readOptions, type RawInputs } from '@countersign/surface/options';
import { attestProvenance, signBlob, signImage } from '@countersign/surface/sign';
import type { TestRunOptions } from '../packages/core/src/net/testing/test-run.js';
import { pushImage } from '../packages/core/src/signing/testing/image.js';
import { keyFile } from '../packages/core/src/signing/testing/keys.js';
import { openStudio, type Studio } from '../packages/core/src/signing/testing/studio.js';

/*
 * Every kind of event comes out of a real run against the sandbox at least once; all that came is collected here, and judged at the
 * end: fields, plain JSON, no secret.
 */

let studio: Studio;
let v1: Studio;
let plain: Studio;
const heard: { readonly event: RunEvent; readonly secrets: readonly string[] }[] = [];
beforeAll(async () => {
  [studio, v1, plain] = await Promise.all([
    openStudio(),
    openStudio({ rekor: 'v1' }),
    openStudio({ registry: { referrers: false } }),
  ]);
  for (const { folder, sandbox } of [studio, v1, plain]) {
    for (const [name, from] of [
      ['root.json', sandbox.files.trustedRoot],
      ['signing.json', sandbox.files.signingConfig],
    ] as const)
      writeFileSync(join(folder, name), readFileSync(from));
    mkdirSync(join(folder, 'dist'));
    mkdirSync(join(folder, 'out'));
  }
});
let runs: { readonly events: readonly RunEvent[]; readonly secrets: readonly string[] }[] = [];
beforeEach(() => {
  runs = [];
});
afterEach(() => {
  for (const one of [studio, v1, plain]) one.sandbox.faults.clear();
  for (const { events, secrets } of runs) heard.push(...events.map((event) => ({ event, secrets })));
});
afterAll(() => Promise.all([studio.close(), v1.close(), plain.close()]));

function runOf(at: Studio, options: TestRunOptions = {}): Run {
  const run = at.run(job(at), options);
  runs.push(run);
  return run;
}
const said = (): readonly EventName[] => [...new Set(runs.flatMap(({ events }) => events.map(({ event }) => event)))].toSorted();
const eventsOf = <Name extends EventName>(name: Name): readonly Extract<RunEvent, { readonly event: Name }>[] =>
  runs.flatMap(({ events }) => events.filter((one): one is Extract<RunEvent, { readonly event: Name }> => one.event === name));
const INSTANCE: RawInputs = { 'trusted-root': ['root.json'], 'signing-config': ['signing.json'] };
const image = (at: Studio, name: string): string => `${at.sandbox.registry.host}/${name}:v1`;
const write = (at: Studio, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at.folder, name), text);
};
const RULE = 'require: [signature: {by: release}]';
const policy = (at: Studio, rules: string): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {public: {root: root.json}}
signers:
  release:
    github: {issuer: ${at.sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}
    trust: public
rules: [${rules}]
`;
const WORKFLOW = 'acme/app/.github/workflows/release.yml@refs/tags/v1.4.0';
const job = (at: Studio, claims: Readonly<Record<string, string>> = {}): Environment =>
  at.sandbox.github({
    repository: 'acme/app',
    ref: 'refs/tags/v1.4.0',
    ref_type: 'tag',
    workflow_ref: WORKFLOW,
    job_workflow_ref: WORKFLOW,
    ...claims,
  });

describe('a run says what happened', () => {
  it('while it signs files', async () => {
    mkdirSync(join(studio.folder, 'dist/folder'));
    write(studio, { 'dist/app.tgz': 'the package', 'dist/folder/x': 'x' });
    symlinkSync('app.tgz', join(studio.folder, 'dist/same.tgz'));
    symlinkSync('nowhere', join(studio.folder, 'dist/dead'));
    const options = readOptions('sign-blob', { paths: ['dist/*'], ...INSTANCE }, 'flag');
    expect((await signBlob(runOf(studio), options)).failures).toEqual([]);
    expect(said()).toEqual(
      [
        'certificate-issued',
        'left-out',
        'logged',
        'one-file',
        'signed',
        'timestamped',
        'to-sign',
        'token-taken',
        'written',
      ].toSorted(),
    );
    const [signed] = eventsOf('signed');
    expect(signed).toMatchObject({
      artifact: 'dist/app.tgz',
      digest: `sha256:${createHash('sha256').update('the package').digest('hex')}`,
      subjects: 1,
      signer: expect.stringMatching(/^https:\/\/github\.com\/.*release\.yml@/),
      issuer: studio.sandbox.issuers.github,
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(eventsOf('logged').map(({ logIndex }) => logIndex)).toEqual([signed?.logIndex]);
    expect(
      eventsOf('left-out')
        .map(({ reason }) => reason)
        .toSorted(),
    ).toEqual(['dead-link', 'folder']);
  });

  it('while it signs with a key that the second verifier does not judge', async () => {
    keyFile(studio.folder, 'P-384', 'p384.pem');
    write(studio, { 'dist/p384.bin': 'x' });
    const options = readOptions('sign-blob', { paths: ['dist/p384.bin'], keys: ['p384.pem'], ...INSTANCE }, 'flag');
    expect((await signBlob(runOf(studio), options)).failures).toEqual([]);
    expect(eventsOf('no-second-opinion')).toMatchObject([{ problem: expect.stringContaining('SHA-256') }]);
  });

  it('while its token cannot be renewed and ends early', async () => {
    const token = await studio.sandbox.token('github', {}, { lifetime: 120 });
    const subjects = await studio.files({ 'early.bin': 'x' });
    const env = { SIGSTORE_ID_TOKEN: token };
    expect((await signFiles(runOf(studio, { env }), { ...studio.options(), subjects })).failures).toEqual([]);
    expect(eventsOf('token-ends')).toHaveLength(1);
  });

  it('while it attests what only a checksum file names', async () => {
    write(studio, { 'dist/SUMS': `${'a'.repeat(64)}  gone.bin\n` });
    const options = readOptions(
      'attest-provenance',
      { checksums: ['dist/SUMS'], 'bundle-path': ['gone.json'], ...INSTANCE },
      'flag',
    );
    expect((await attestProvenance(runOf(studio), options)).failures).toEqual([]);
    expect(eventsOf('bytes-not-read')).toMatchObject([{ path: 'dist/SUMS', count: 1, names: ['"dist/gone.bin"'] }]);
  });

  it('while it finds what an earlier run signed', async () => {
    write(studio, { 'dist/again.bin': 'x' });
    const sign = (more: RawInputs) =>
      signBlob(runOf(studio), readOptions('sign-blob', { paths: ['dist/again.bin'], ...INSTANCE, ...more }, 'flag'));
    await sign({});
    await sign({ resume: ['true'] });
    expect(eventsOf('already-signed')).toMatchObject([{ artifact: 'dist/again.bin' }]);
  });

  it('while it attests in a run whose code may be another than that of its token', async () => {
    write(studio, { 'dist/built.bin': 'x' });
    const run = studio.run(job(studio, { event_name: 'workflow_run' }));
    runs.push(run);
    const inputs = { paths: ['dist/built.bin'], 'bundle-path': ['built.json'], ...INSTANCE };
    expect((await attestProvenance(run, readOptions('attest-provenance', inputs, 'flag'))).failures).toEqual([]);
    expect(eventsOf('source-of-workflow')).toMatchObject([{ trigger: 'workflow_run' }]);
  });

  it('while it has a token that ends soon and cannot be renewed', async () => {
    write(studio, { 'dist/late.bin': 'x' });
    const run = studio.run({ GITLAB_CI: 'true', SIGSTORE_ID_TOKEN: await studio.sandbox.token('gitlab', {}, { lifetime: 300 }) });
    runs.push(run);
    const options = readOptions('sign-blob', { paths: ['dist/late.bin'], ...INSTANCE }, 'flag');
    expect((await signBlob(run, options)).failures).toEqual([]);
    expect(eventsOf('token-ends')).toHaveLength(1);
  });

  it('while it reads an old trusted root', async () => {
    const old = join(studio.folder, 'old-root.json');
    writeFileSync(old, readFileSync(studio.sandbox.files.trustedRoot));
    utimesSync(old, new Date('2020-01-01'), new Date('2020-01-01'));
    await loadTrust(runOf(studio), { trustedRoot: 'old-root.json', withSigningConfig: false });
    expect(eventsOf('trust-aging')).toMatchObject([{ from: expect.stringContaining('old-root.json') }]);
  });

  it('while a log answers badly, and there is none', async () => {
    for (const at of [studio, v1]) {
      const alter = () => ({ status: 502, headers: { 'retry-after': '6' }, body: 'gateway' });
      at.sandbox.faults.add({ service: at === v1 ? 'rekorV1' : 'rekor', method: 'POST', times: 1, alter } as never);
      const subjects = await at.files({ 'lost.bin': 'x' });
      expect((await signFiles(runOf(at), { ...at.options(), subjects })).failures).toEqual([]);
    }
    expect(said()).toEqual(expect.arrayContaining(['waiting', 'retried']));
    expect(eventsOf('entry-found').map(({ log }) => new URL(log).origin)).toEqual([
      studio.sandbox.urls.rekor,
      v1.sandbox.urls.rekorV1,
    ]);
    const tiles = { service: 'rekor', method: 'GET', answer: { status: 404, body: '' } } as const;
    studio.sandbox.faults.add(tiles);
    studio.sandbox.faults.add({ service: 'rekor', method: 'POST', times: 1, alter: () => ({ status: 502, body: 'gateway' }) });
    const again = await studio.files({ 'again.bin': 'x' });
    expect((await signFiles(runOf(studio), { ...studio.options(), subjects: again })).failures).toEqual([]);
    expect(eventsOf('signed-again')).toHaveLength(1);
    keyFile(studio.folder, 'P-256', 'own.pem');
    const subjects = await studio.files({ 'unlogged.bin': 'x' });
    const options = { ...studio.options({ logEntries: 0 }), transparencyLog: 'off' as const, keys: ['own.pem'] };
    expect((await signFiles(runOf(studio), { ...options, subjects })).failures).toEqual([]);
    expect(eventsOf('unlogged')).toHaveLength(1);
  });

  it('while keyless signing lacks a service and a fallback key signs, and while no log takes a key', async () => {
    keyFile(studio.folder, 'P-256', 'spare.pem');
    keyFile(studio.folder, 'ML-DSA-65', 'pq.pem');
    const down = { method: 'POST', answer: { status: 503, body: 'maintenance' } } as const;
    for (const service of ['fulcio', 'tsa'] as const) studio.sandbox.faults.add({ service, ...down });
    const subjects = await studio.files({ 'fallen.bin': 'x' });
    const options = { ...studio.options(), fallbackKey: 'spare.pem', subjects };
    expect((await signFiles(runOf(studio), options)).failures).toEqual([]);
    expect(eventsOf('fallback-key-used')).toHaveLength(1);
    expect(eventsOf('fallback-without')).toMatchObject([{ service: 'the timestamp authority' }]);
    studio.sandbox.faults.clear();
    const vault = studio.run({ ...job(studio), VAULT_ADDR: 'http://127.0.0.1:1', VAULT_TOKEN: 's.vault-token' });
    runs.push(vault);
    const kept = { ...studio.options(), fallbackKey: 'hashivault://spare', subjects: await studio.files({ 'kept.bin': 'x' }) };
    expect((await signFiles(vault, kept)).failures).toEqual([]);
    expect(eventsOf('fallback-key-away')).toMatchObject([{ code: 'SERVICE_UNAVAILABLE' }]);
    const stamped = { ...studio.options({ logEntries: 0 }), keys: ['pq.pem'], subjects: await studio.files({ 'pq.bin': 'x' }) };
    expect((await signFiles(runOf(studio), stamped)).failures).toEqual([]);
    expect(eventsOf('timestamp-only')).toHaveLength(1);
  });

  it('while it signs an image, in a registry that takes it and in one that does not', async () => {
    for (const at of [studio, plain]) {
      await pushImage(at.sandbox.registry.host, 'acme/app', 'v1', 'app');
      const inputs = { images: [image(at, 'acme/app')], platforms: ['linux/amd64'], ...INSTANCE };
      const report = await signImage(runOf(at), readOptions('sign-image', inputs, 'flag'));
      expect(report.signed.map(({ stored }) => stored.length)).toEqual([1]);
    }
    expect(said()).toEqual(expect.arrayContaining(['resolved', 'narrowed', 'pushed', 'stored', 'fell-back']));
    expect(eventsOf('fell-back')).toMatchObject([{ fallback: 'fallback-tag', from: plain.sandbox.registry.host }]);
    await pushImage(studio.sandbox.registry.host, 'acme/shut', 'v1', 'shut');
    studio.sandbox.faults.add({ service: 'registry', method: 'PUT', answer: { status: 405, body: 'read only' } });
    await signImage(runOf(studio), readOptions('sign-image', { images: [image(studio, 'acme/shut')], ...INSTANCE }, 'flag'));
    expect(eventsOf('not-stored').length).toBeGreaterThan(0);
  });

  it('while it loads a trusted root from a cache that somebody changed', async () => {
    const { urls, files } = studio.sandbox;
    const pin = createHash('sha256').update(readFileSync(files.tufRoot)).digest('hex');
    const load = () =>
      loadTrust(runOf(studio, { env: { COUNTERSIGN_CACHE: join(studio.folder, 'cache') } }), {
        trustedRoot: `${urls.tuf}#sha256=${pin}`,
      });
    await load();
    const [name = ''] = readdirSync(join(studio.folder, 'cache/tuf'));
    const path = join(studio.folder, 'cache/tuf', name);
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { readonly documents: Record<string, string> };
    const stamp = Buffer.from(kept.documents['timestamp.json'] ?? '', 'base64').toString();
    kept.documents['timestamp.json'] = Buffer.from(stamp.replace(/("expires": *")20/, '$121')).toString('base64');
    writeFileSync(path, JSON.stringify(kept));
    await load();
    expect(said()).toEqual(['trust-cache-refused']);
  });

  it('while the gate judges, and its decision as one event', async () => {
    write(studio, { 'app.tgz': 'the package', 'bad.tgz': 'another', 'bad.tgz.sigstore.json': '{}' });
    const subjects = await studio.files({ 'app.tgz': 'the package' });
    await signFiles(runOf(studio), { ...studio.options(), subjects });
    write(studio, { 'policy.yaml': policy(studio, `{name: all, match: {paths: ["**"]}, ${RULE}}`) });
    const run = runOf(studio, { cwd: join(studio.folder, 'dist') });
    const paths = ['../app.tgz', '../bad.tgz'];
    const inputs = { paths, policies: ['../policy.yaml'] };
    const result = await gate(run, readOptions('verify-gate', inputs, 'flag'));
    // Said by the caller, when nothing can fail any more.
    expect(eventsOf('decided')).toEqual([]);
    result.emit();
    const decided = eventsOf('decided');
    expect(decided).toEqual([
      expect.objectContaining({ outcome: 'denied', mode: 'enforce', subjects: 2, code: expect.any(String) }),
    ]);
    const [{ verdicts = [], code } = {}] = decided;
    const judged = result.decision.policies.flatMap((one) => one.subjects);
    expect(verdicts).toEqual(
      judged.map(({ subject, outcome }) =>
        expect.objectContaining({ artifact: subject.name, outcome, policy: expect.any(String) }),
      ),
    );
    expect(verdicts.map(({ outcome }) => outcome).toSorted()).toEqual(['allowed', 'denied']);
    expect(eventsOf('refused').map((one) => one.code)).toEqual([code]);
    expect(eventsOf('verified')).toMatchObject([
      { verification: 'proven', signer: expect.stringContaining('release.yml'), trust: 'public', logIndex: expect.any(String) },
    ]);
    expect(said()).toEqual(expect.arrayContaining(['found', 'not-judged', 'outside-folder', 'proofs']));
    // The decision is the last word of the gate.
    expect(runs.at(-1)?.events.at(-1)?.event).toBe('decided');
  });

  it('what was confirmed at the end, not what was thought before', async () => {
    const subjects = await studio.files({ 'taken-back.tgz': 'the package' });
    await signFiles(runOf(studio), { ...studio.options(), subjects });
    write(studio, { 'policy.yaml': policy(studio, `{name: all, match: {paths: ["**"]}, ${RULE}}`) });
    const options = readOptions('verify-gate', { paths: ['taken-back.tgz'], policies: ['policy.yaml'] }, 'flag');
    const result = await gate(runOf(studio), options, {
      confirm: (judged) => {
        expect(judged.decision.outcome).toBe('allowed');
        return Promise.resolve({ ...judged, decision: { ...judged.decision, outcome: 'undecided' }, exitStatus: 2 });
      },
    });
    result.emit();
    expect(eventsOf('decided').map(({ outcome }) => outcome)).toEqual(['undecided']);
  });

  it('nothing about what a policy leaves to another one', async () => {
    const subjects = await studio.files({ 'one.tgz': 'the package', 'two.tgz': 'the second' });
    await signFiles(runOf(studio), { ...studio.options(), subjects });
    for (const name of ['one', 'two']) {
      const text = policy(studio, `{name: ${name}, match: {paths: [${name}.tgz]}, ${RULE}}`);
      write(studio, { [`${name}.yaml`]: `${text}unmatched: abstain\n` });
    }
    const inputs = { paths: ['one.tgz', 'two.tgz'], policies: ['one.yaml', 'two.yaml'] };
    const result = await gate(runOf(studio), readOptions('verify-gate', inputs, 'flag'));
    result.emit();
    expect(eventsOf('refused')).toEqual([]);
    const [decided] = eventsOf('decided');
    expect(decided).toMatchObject({ outcome: 'allowed', code: undefined });
    expect(decided?.verdicts.map(({ artifact, outcome }) => [artifact, outcome])).toEqual([
      ['one.tgz', 'allowed'],
      ['two.tgz', 'allowed'],
    ]);
  });
});

describe('all events that were said', () => {
  const NAMES = Object.keys(EVENTS) as EventName[];

  it('are all kinds that there are', () => {
    expect([...new Set(heard.map(({ event }) => event.event))].toSorted()).toEqual(NAMES.toSorted());
  });

  it('have the fields of their kind, in plain JSON', () => {
    for (const { event } of heard) {
      const { event: name, ...fields } = event;
      const { must, may } = eventFields(name);
      const known: readonly string[] = [...must, ...may];
      expect([name, Object.keys(fields).filter((field) => !known.includes(field))]).toEqual([name, []]);
      expect([name, must.filter((field) => !Object.hasOwn(fields, field))]).toEqual([name, []]);
      expect(JSON.parse(JSON.stringify(event))).toEqual(event);
      if ('code' in event && event.code !== undefined) expect(Object.keys(CODES)).toContain(event.code);
      if ('digest' in event && event.digest !== undefined) expect(event.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      if ('durationMs' in event) expect(event.durationMs).toBeGreaterThanOrEqual(0);
    }
  });

  it('hold no secret, also before anything is masked', () => {
    expect(heard.some(({ secrets }) => secrets.length > 0)).toBe(true);
    for (const { event, secrets } of heard)
      for (const secret of secrets) expect(JSON.stringify(event).includes(secret)).toBe(false);
  });

  it('are one line each of the JSON log, with the fields that users rely on', () => {
    const lines: string[] = [];
    const emit = createEmit({
      level: 'debug',
      format: 'json',
      screen: screenOf(terminalStyle, (line) => void lines.push(line)),
      secrets: createSecrets(),
      clock: () => new Date(0),
    });
    for (const { event } of heard) emit(event);
    expect(lines).toHaveLength(heard.length);
    lines.forEach((line, index) => {
      const { time, level, event, message, ...fields } = JSON.parse(line) as Record<string, unknown>;
      expect({ time, event }).toEqual({ time: '1970-01-01T00:00:00.000Z', event: heard[index]?.event.event });
      expect(['debug', 'info', 'warn', 'error']).toContain(level);
      expect(message).toEqual(expect.any(String));
      for (const name of ['code', 'artifact', 'digest', 'signer', 'key', 'logIndex'])
        expect(['string', 'undefined']).toContain(typeof fields[name]);
      expect(['number', 'undefined']).toContain(typeof fields['durationMs']);
    });
  });
});
