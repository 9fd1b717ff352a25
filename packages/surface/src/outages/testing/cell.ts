import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LookupFunction } from 'node:net';
import { collectFiles, type FileSubject } from '@countersign/core/artifacts';
import { CountersignError, type Code } from '@countersign/core/errors';
import { prover, runGate, type GateOptions } from '@countersign/core/gate';
import { createRegistry } from '@countersign/core/registry';
import { attestProvenance, signFiles, signImages, type SigningReport, type SignOptions } from '@countersign/core/signing';
import { loadTrust, readTrustedRoot, type SigningConfig, type TrustedRoot } from '@countersign/core/trust';
import {
  cutShort,
  dripping,
  Faults,
  oversized,
  redirectTo,
  tooManyRequests,
  truncated,
  type FaultRule,
} from '@countersign/sandbox';
import { json, type Handler } from '../../../../sandbox/src/http/router.js';
import { netGithubApi } from '../../../../core/src/evidence/github-api.js';
import { testRun, type TestRun, type TestRunOptions } from '../../../../core/src/net/testing/test-run.js';
import { OUTAGE, type Fault, type Service } from '../table.js';
import { openAddress, PROXY_PASSWORD, type Address } from './addresses.js';
import { attestationApi, passedOn, withPassword } from './handlers.js';
import { ARTIFACT, IMAGE, JOB, type Stage } from './stage.js';
import { WRONG } from './wrong.js';

const REGISTRY_PASSWORD = 'registry-password-9f8e7d';
const GITHUB_TOKEN = 'ghs_githubtoken5a4b3c';
/** What an error says, wherever it was reported. */
export interface Told {
  readonly code: Code | undefined;
  readonly message: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;
}

export interface Cell {
  readonly error: Told | undefined;
  /** Requests that reached the service, or the attempts to reach it. */
  readonly requests: number;
  /** Those among them to which the fault applies. */
  readonly attempts: number;
  readonly host: string;
  readonly run: TestRun;
  /** Milliseconds on the run's clock between the deadline and the end; negative if time was left. */
  readonly late: number;
  /** Certificates that were issued, and entries that the log accepted. */
  readonly certificates: number;
  readonly entries: number;
  /** Bundles and temporary files, by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly secrets: readonly string[];
  readonly root: TrustedRoot;
  readonly subjects: readonly FileSubject[];
}

/** Real milliseconds after which an attempt without an answer ends; in products 30 seconds. */
const ATTEMPT_MS = 1_000;
const SKEW_MS = 10 * 60_000;
/** Milliseconds on the run's clock, which waits move on. */
const BUDGET_MS = 60_000;
/** Where attempts end by themselves only after a real second. */
const SLOW_BUDGET_MS = 20_000;

/** Everything a run talks to, each service at an address of its own. */
type Front = Record<'issuer' | 'issuerKeys' | 'fulcio' | 'log' | 'tsa' | 'tuf' | 'registry' | 'github', Address>;

const FRONT: Readonly<Record<Service, keyof Front>> = {
  issuer: 'issuer',
  issuerKeys: 'issuerKeys',
  fulcio: 'fulcio',
  rekorV1: 'log',
  rekorV2: 'log',
  tsa: 'tsa',
  tufForSigning: 'tuf',
  tufForGate: 'tuf',
  registryReads: 'registry',
  registryWrites: 'registry',
  github: 'github',
};

/** Runs the use case of a service once with a fault; nothing is shared with other cells but the healthy sandbox. */
export async function runCell(stage: Stage, service: Service, fault: Fault | undefined): Promise<Cell> {
  const { sandbox, signingConfig } = stage.studio;
  const front = {} as Front;
  for (const name of ['issuer', 'issuerKeys', 'fulcio', 'log', 'tsa', 'tuf', 'registry', 'github'] as const)
    front[name] = await openAddress(service, FRONT[service] === name ? fault : undefined);
  const faulty = front[FRONT[service]];
  try {
    const issuer = await stage.issuerAt(front.issuerKeys.url);
    const authority = stage.authorityFor(issuer);
    const faults = new Faults();
    let requests = 0;
    let attempts = 0;
    const step = STEPS[service]?.writes ?? {};
    const counts = { certificates: 0, entries: 0 };
    const counted =
      (what: keyof typeof counts, handler: Handler): Handler =>
      async (request) => {
        const answer = await handler(request);
        if (typeof answer === 'object' && request.method === 'POST' && [200, 201].includes(answer.status)) counts[what] += 1;
        return answer;
      };
    const handlers: Record<keyof Front, Handler> = {
      issuer: issuer.handler,
      issuerKeys: issuer.handler,
      fulcio: counted('certificates', authority.handler),
      log: counted('entries', (service === 'rekorV1' ? sandbox.services.rekorV1 : sandbox.services.rekor).handler),
      tsa: sandbox.services.tsa.handler,
      tuf: passedOn(sandbox.urls.tuf),
      registry: passedOn(`http://${sandbox.registry.host}`),
      github: attestationApi(GITHUB_TOKEN, () => [JSON.parse(stage.bundles.own) as unknown]),
    };
    for (const [name, address] of Object.entries(front) as [keyof Front, Address][]) {
      const guarded: Handler = faults.around(name, handlers[name]);
      const seen: Handler = (request) => {
        if (address === faulty) {
          requests += 1;
          if ((step.method ?? request.method) === request.method && step.path?.test(request.url.pathname) !== false)
            attempts += 1;
        }
        return guarded(request);
      };
      address.use(name === 'registry' ? withPassword('robot', REGISTRY_PASSWORD, seen) : seen);
    }

    const folder = stage.folder();
    const github = issuer.githubEnvironment(JOB);
    const requestUrl = new URL(github['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
    const slow = fault === 'hang' || fault === 'drip';
    const lookup = ((_name, options, callback) =>
      options.all === true
        ? callback(null, [{ address: '127.0.0.1', family: 4 }])
        : callback(null, '127.0.0.1', 4)) as LookupFunction;
    const run = withLimit(faulty.host, slow ? ATTEMPT_MS : undefined, {
      cwd: folder,
      lookup,
      timeMs: slow ? SLOW_BUDGET_MS : BUDGET_MS,
      skewMs: fault === 'ahead' ? SKEW_MS : fault === 'behind' ? -SKEW_MS : 0,
      env: {
        ...github,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${front.issuer.url}${requestUrl.pathname}${requestUrl.search}`,
        COUNTERSIGN_CACHE: join(folder, 'cache'),
        COUNTERSIGN_REGISTRY: front.registry.host,
        COUNTERSIGN_REGISTRY_USERNAME: 'robot',
        COUNTERSIGN_REGISTRY_PASSWORD: REGISTRY_PASSWORD,
        GITHUB_API_URL: front.github.url,
        GITHUB_TOKEN,
        ...faulty.env,
      },
    });
    const end = run.clock().getTime() + (slow ? SLOW_BUDGET_MS : BUDGET_MS);
    for (const rule of rulesOf(service, fault, { stage, issuer, authority })) faults.add(rule);
    const at = (url: string): SigningConfig['certificateAuthorities'] => {
      const [any] = signingConfig.certificateAuthorities;
      return any === undefined ? [] : [{ ...any, url }];
    };
    const config: SigningConfig = {
      ...signingConfig,
      certificateAuthorities: at(front.fulcio.url),
      transparencyLogs: at(front.log.url).map((log) => ({ ...log, majorApiVersion: service === 'rekorV1' ? 1 : 2 })),
      timestampAuthorities: at(`${front.tsa.url}/api/v1/timestamp`),
      oidcProviders: [...at(issuer.issuers.github), ...at(front.issuer.url)],
    };
    const root = readTrustedRoot(readFileSync(sandbox.files.trustedRoot), 'sandbox');
    writeFileSync(join(folder, 'root.json'), readFileSync(sandbox.files.trustedRoot));
    writeFileSync(join(folder, ARTIFACT.name), ARTIFACT.content);
    const subjects = await collectFiles(run, { paths: [ARTIFACT.name] });
    const error = await toldBy(() => USES[service]({ stage, run, front, config, root, subjects, folder }));
    const late = run.clock().getTime() - end;
    const tries = faulty.tries?.() ?? (fault === 'refused' || slow ? attemptsOf(run, faulty.host) : undefined);
    return {
      error,
      requests: tries ?? requests,
      attempts: slow ? attempts : (tries ?? attempts),
      host: faulty.host,
      run,
      late,
      ...counts,
      files: filesIn(folder),
      secrets: [
        REGISTRY_PASSWORD,
        Buffer.from(`robot:${REGISTRY_PASSWORD}`).toString('base64'),
        PROXY_PASSWORD,
        GITHUB_TOKEN,
        github['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '',
      ],
      root,
      subjects,
    };
  } finally {
    await Promise.all(Object.values(front).map((address) => address.close()));
  }
}

/** A run whose attempts at one host end early, so that a machine under load has the usual time for all other services. */
function withLimit(host: string, timeoutMs: number | undefined, options: TestRunOptions): TestRun {
  const run = testRun(options);
  const { capability, fetch } = run.net;
  if (timeoutMs === undefined) return run;
  return {
    ...run,
    net: { capability, fetch: (request) => fetch(new URL(request.url).host === host ? { ...request, timeoutMs } : request) },
  };
}

/** Where the service cannot count (on a slow machine, an attempt of one second may not reach it): the first attempt, and each repeated one. */
function attemptsOf(run: TestRun, host: string): number {
  return 1 + run.events.filter((event) => event.event === 'retried' && event.host === host).length;
}

/** Where a fault happens, if not in every request: in what is written or asked for, and in what is read. */
const STEPS: Readonly<Partial<Record<Service, Readonly<Record<'writes' | 'reads', Pick<FaultRule, 'method' | 'path'>>>>>> = {
  // The two steps of a push that can be lost or be wrong: the manifest is written, and the list is read.
  registryWrites: { writes: { method: 'PUT', path: /\/manifests\// }, reads: { path: /\/referrers\// } },
  // After the pinned root, whose download is the first step of tufForGate.
  tufForSigning: { writes: { path: /\/timestamp\.json$/ }, reads: { path: /\/timestamp\.json$/ } },
};

/** The faults of answers; those of connections are in the address. */
function rulesOf(
  service: Service,
  fault: Fault | undefined,
  parts: Parameters<(typeof WRONG)['issuer']>[2],
): readonly FaultRule[] {
  const name = FRONT[service];
  const { writes = {}, reads = {} } = STEPS[service] ?? {};
  switch (fault) {
    case 'reset':
      return [{ service: name, ...writes, times: 1, alter: cutShort }];
    case 'hang':
      return [{ service: name, ...(service === 'registryWrites' ? {} : writes), answer: 'hang' }];
    case 'throttled':
      return [{ service: name, ...writes, times: 1, answer: tooManyRequests(3) }];
    case 'failsOnce':
      return [{ service: name, ...writes, times: 1, answer: json(500, { message: OUTAGE }) }];
    case 'fails':
      return [{ service: name, ...writes, answer: ({ headers }) => saysItIsDown(name, headers.authorization ?? '') }];
    case 'truncated':
      return [{ service: name, ...reads, alter: truncated }];
    case 'wrong':
      return [{ service: name, ...reads, alter: (answer, request) => WRONG[service](answer, request, parts) }];
    case 'oversized':
      return [{ service: name, ...reads, alter: oversized(service === 'github' ? 40_000_000 : 8_000_000) }];
    case 'drip':
      return [{ service: name, ...reads, alter: dripping(100) }];
    case 'redirect':
      return [{ service: name, ...writes, answer: redirectTo(`${parts.stage.elsewhere.url}/${service}`) }];
    case undefined:
    case 'refused':
    case 'tls':
    case 'ahead':
    case 'behind':
    case 'proxy':
      return [];
  }
}

/** Each in the form of its own server; some servers repeat what they were sent. */
function saysItIsDown(name: keyof Front, authorization: string): ReturnType<typeof json> {
  const words = [OUTAGE, authorization, ...authorization.split(' ').slice(1)].join(' ').trim();
  switch (name) {
    case 'registry':
      return json(500, { errors: [{ code: 'UNAVAILABLE', message: words }] });
    case 'issuer':
    case 'issuerKeys':
      return json(500, { error: 'server_error', error_description: words });
    case 'log':
      return json(500, { code: 500, detail: words });
    case 'fulcio':
    case 'tsa':
    case 'github':
    case 'tuf':
      return json(500, { code: 13, message: words });
  }
}

interface Use {
  readonly stage: Stage;
  readonly run: TestRun;
  readonly front: Front;
  readonly config: SigningConfig;
  readonly root: TrustedRoot;
  readonly subjects: readonly FileSubject[];
  readonly folder: string;
}

const signing = ({ run, config, root }: Use): SignOptions => ({
  signingConfig: config,
  transparencyLog: 'required',
  trustedLogs: root.transparencyLogs,
  isPublic: false,
  verify: prover(root, run.clock, { transparencyLog: 'required' }),
});

const sign = async (use: Use): Promise<void> =>
  refuseFailures(await signFiles(use.run, { ...signing(use), subjects: use.subjects }));

const policyOf = ({ stage }: Use, match: string, root: string): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
${root}signers:
  release: {github: {issuer: ${stage.studio.sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}${root === '' ? '' : ', trust: public'}}
rules: [{name: all, match: ${match}, require: [signature: {by: release}]}]
`;
const OWN_ROOT = 'trust: {public: {root: root.json}}\n';

async function gate(use: Use, policy: string, options: GateOptions): Promise<void> {
  writeFileSync(join(use.folder, 'policy.yaml'), policy);
  const { decision } = await runGate(use.run, { ...options, policies: ['policy.yaml'] });
  if (decision.outcome === 'allowed') return;
  const refused = [
    ...decision.problems,
    ...decision.policies.flatMap(({ subjects }) => subjects.flatMap(({ rules }) => rules.flatMap((rule) => rule.requirements))),
  ].find(({ outcome }) => outcome !== 'allowed');
  throw new Refused(
    refused === undefined
      ? { code: undefined, message: decision.outcome, expected: undefined, found: undefined, hint: undefined }
      : refused,
  );
}

/** What a run of the product does with each service. */
const USES: Readonly<Record<Service, (use: Use) => Promise<void>>> = {
  issuer: sign,
  issuerKeys: async (use) => refuseFailures(await attestProvenance(use.run, { ...signing(use), subjects: use.subjects })),
  fulcio: sign,
  rekorV1: sign,
  rekorV2: sign,
  tsa: sign,
  tufForSigning: async (use) => {
    const { root, signingConfig } = await loadTrust(use.run, { trustedRoot: mirror(use) });
    if (signingConfig === undefined) throw new Error('the mirror has no signing config');
    return sign({ ...use, root });
  },
  tufForGate: (use) => {
    writeFileSync(join(use.folder, `${ARTIFACT.name}.sigstore.json`), use.stage.bundles.own);
    return gate(use, policyOf(use, '{paths: ["*.tgz"]}', ''), { paths: [ARTIFACT.name], trustedRoot: mirror(use) });
  },
  registryReads: (use) => {
    const { host } = use.front.registry;
    return gate(use, policyOf(use, `{images: ["${host}/acme/app"]}`, OWN_ROOT), { images: [`${host}/${IMAGE}:v1`] });
  },
  registryWrites: async (use) => {
    const { sandbox } = use.stage.studio;
    const registry = createRegistry(use.run);
    const images = [await registry.resolve(`${sandbox.registry.host}/${IMAGE}:v1`)];
    const signatureRepository = `${use.front.registry.host}/acme/signatures-${use.folder.slice(-6).toLowerCase()}`;
    refuseFailures(await signImages(use.run, { ...signing(use), images, registry, signatureRepository }));
  },
  github: (use) =>
    gate(use, policyOf(use, '{paths: ["*.tgz"]}', OWN_ROOT), {
      paths: [ARTIFACT.name],
      evidence: ['github:acme/app'],
      // The token is normally for api.github.com alone.
      openGithub: (run, api) => netGithubApi(run, { ...api, token: GITHUB_TOKEN }),
    }),
};

const mirror = ({ front, stage }: Use): string => `${front.tuf.url}#sha256=${stage.tufPin}`;

/** A decision that is not "allowed". */
class Refused extends Error {
  constructor(readonly told: Told) {
    super(told.message);
  }
}

function refuseFailures({ signed, failures }: SigningReport): void {
  const error = failures[0]?.error ?? signed.flatMap((one) => one.failures)[0];
  if (error !== undefined) throw error;
}

async function toldBy(use: () => Promise<void>): Promise<Told | undefined> {
  try {
    await use();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.told;
    if (!(thrown instanceof CountersignError)) throw thrown;
    const { code, message, expected, found, hint } = thrown;
    return { code, message, expected, found, hint };
  }
}

function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(folder, { recursive: true }).map(String);
  return new Map(
    names.filter((name) => /sigstore|\.tmp/.test(name)).map((name) => [name, readFileSync(join(folder, name))] as const),
  );
}
