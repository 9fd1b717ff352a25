import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LookupFunction } from 'node:net';
import { collectFiles, type FileSubject } from '@countersign/core/artifacts';
import type { Environment } from '@countersign/core/run';
import { readTrustedRoot, type SigningConfig, type TrustedRoot } from '@countersign/core/trust';
import { Faults } from '@countersign/sandbox';
import type { Issuer } from '../../../../sandbox/src/issuer/index.js';
import { testRun, type TestRun, type TestRunOptions } from '../../../../core/src/net/testing/test-run.js';
import type { Fault, Service } from '../table.js';
import { AWS_SECRET, GITHUB_TOKEN, PROXY_PASSWORD, REGISTRY_PASSWORD, VAULT_TOKEN } from './credentials.js';
import { FRONT, openFront, PUBLIC_HOSTS, type Front } from './front.js';
import { rulesOf } from './rules.js';
import { serveFront, type Counts } from './serve-front.js';
import { ARTIFACT, JOB, type Stage } from './stage.js';
import { toldBy, USES, type Told } from './uses.js';

/** How one run ended. Where the service cannot count requests, they are the attempts to reach it. */
export interface Cell extends Readonly<Counts> {
  readonly error: Told | undefined;
  readonly host: string;
  readonly run: TestRun;
  /** Milliseconds on the run's clock between the deadline and the end; negative if time was left. */
  readonly late: number;
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

/** Runs the use case of a service once with a fault; nothing is shared with other cells but the healthy sandbox. */
export async function runCell(stage: Stage, service: Service, fault: Fault | undefined): Promise<Cell> {
  const { sandbox } = stage.studio;
  const front = await openFront(service, fault);
  const faulty = front[FRONT[service]];
  try {
    const issuer = await stage.issuerAt(front.issuerKeys.url);
    const authority = stage.authorityFor(issuer);
    const faults = new Faults();
    const counts = serveFront({ stage, service, front, issuer, authority, faults });

    const folder = stage.folder();
    const env = environmentOf(issuer, front, folder);
    const slow = fault === 'hang' || fault === 'drip';
    const timeMs = slow ? SLOW_BUDGET_MS : BUDGET_MS;
    const run = withPublicHosts(
      front,
      withLimit(faulty.host, slow ? ATTEMPT_MS : undefined, {
        cwd: folder,
        lookup: thisMachine,
        timeMs,
        skewMs: fault === 'ahead' ? SKEW_MS : fault === 'behind' ? -SKEW_MS : 0,
        env: { ...env, ...faulty.env },
      }),
    );
    const end = run.clock().getTime() + timeMs;
    for (const rule of rulesOf(service, fault, { stage, issuer, authority })) faults.add(rule);
    const config = configOf(stage.studio.signingConfig, service, front, issuer);
    const trustedRoot = readFileSync(sandbox.files.trustedRoot);
    const root = readTrustedRoot(trustedRoot, 'sandbox');
    writeFileSync(join(folder, 'root.json'), trustedRoot);
    writeFileSync(join(folder, ARTIFACT.name), ARTIFACT.content);
    const subjects = await collectFiles(run, { paths: [ARTIFACT.name] });
    const error = await toldBy(() => USES[service]({ stage, run, front, config, root, subjects, folder }));
    const late = run.clock().getTime() - end;
    const tries = faulty.tries?.() ?? (fault === 'refused' || slow ? attemptsOf(run, faulty.host) : undefined);
    return {
      ...counts,
      requests: tries ?? counts.requests,
      attempts: slow ? counts.attempts : (tries ?? counts.attempts),
      error,
      host: PUBLIC_HOSTS[FRONT[service]] ?? faulty.host,
      run,
      late,
      files: filesIn(folder),
      secrets: [
        REGISTRY_PASSWORD,
        Buffer.from(`robot:${REGISTRY_PASSWORD}`).toString('base64'),
        PROXY_PASSWORD,
        GITHUB_TOKEN,
        AWS_SECRET,
        VAULT_TOKEN,
        env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '',
      ],
      root,
      subjects,
    };
  } finally {
    await Promise.all(Object.values(front).map((address) => address.close()));
  }
}

/** The variables of the job: its token service, registry and API are those of the front. */
function environmentOf(issuer: Issuer, front: Front, folder: string): Environment {
  const github = issuer.githubEnvironment(JOB);
  const requestUrl = new URL(github['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
  return {
    ...github,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${front.issuer.url}${requestUrl.pathname}${requestUrl.search}`,
    COUNTERSIGN_CACHE: join(folder, 'cache'),
    COUNTERSIGN_REGISTRY: front.registry.host,
    COUNTERSIGN_REGISTRY_USERNAME: 'robot',
    COUNTERSIGN_REGISTRY_PASSWORD: REGISTRY_PASSWORD,
    GITHUB_API_URL: front.github.url,
    GITHUB_TOKEN,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: AWS_SECRET,
    AWS_ENDPOINT_URL_KMS: front.awsKms.url,
    AWS_ENDPOINT_URL_STS: front.awsSts.url,
    VAULT_ADDR: front.vault.url,
    VAULT_TOKEN,
  };
}

/** The signing config of the sandbox with the addresses of the front. */
function configOf(config: SigningConfig, service: Service, front: Front, issuer: Issuer): SigningConfig {
  const at = (url: string): SigningConfig['certificateAuthorities'] => {
    const [any] = config.certificateAuthorities;
    return any === undefined ? [] : [{ ...any, url }];
  };
  return {
    ...config,
    certificateAuthorities: at(front.fulcio.url),
    transparencyLogs: at(front.log.url).map((log) => ({ ...log, majorApiVersion: service === 'rekorV1' ? 1 : 2 })),
    timestampAuthorities: at(`${front.tsa.url}/api/v1/timestamp`),
    oidcProviders: [...at(issuer.issuers.github), ...at(front.issuer.url)],
  };
}

/** Every name is one of this machine. */
const thisMachine: LookupFunction = (_name, options, callback) => {
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

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

/** A run that reaches services of fixed names at their addresses here. */
function withPublicHosts(front: Front, run: TestRun): TestRun {
  const { capability, fetch } = run.net;
  const names = Object.keys(PUBLIC_HOSTS) as (keyof Front)[];
  return {
    ...run,
    net: {
      capability,
      fetch: async (request) => {
        const { host, pathname, search } = new URL(request.url);
        const name = names.find((one) => PUBLIC_HOSTS[one] === host);
        if (name === undefined) return fetch(request);
        const headers = { ...request.headers, 'x-forwarded-host': host };
        return { ...(await fetch({ ...request, url: `${front[name].url}${pathname}${search}`, headers })), url: request.url };
      },
    },
  };
}

/** Where the service cannot count (on a slow machine, an attempt of one second may not reach it): the first attempt, and each repeated one. */
function attemptsOf(run: TestRun, host: string): number {
  return 1 + run.events.filter((event) => event.event === 'retried' && event.host === host).length;
}

function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(folder, { recursive: true }).map(String);
  return new Map(
    names.filter((name) => /sigstore|\.tmp/.test(name)).map((name) => [name, readFileSync(join(folder, name))] as const),
  );
}
