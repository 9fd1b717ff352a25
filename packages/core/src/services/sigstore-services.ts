import { isUnlogged, type KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { describeUrl } from '../net/index.js';
import type { Run } from '../run/index.js';
import { selectServices, type SigningConfig, type TransparencyLog } from '../trust/index.js';
import type { JsonObject } from '../wire/index.js';
import { FulcioClient, type CertificateRequest, type IssuedCertificate } from './fulcio-client.js';
import { LOG_API_VERSIONS, logClient } from './log-client.js';
import type { LogRequest } from './log-request.js';
import { servicePool, type ServicePool } from './service-pool.js';
import { TimestampClient } from './timestamp-client.js';

export interface ServiceNeeds {
  /** Whether a certificate will be requested: this needs a certificate authority and a source of time. */
  readonly keyless: boolean;
  readonly transparencyLog: 'required' | 'off';
}

/** Log entries and timestamps of a signature, in the form that a bundle needs. */
export interface Witnessed {
  /** `TransparencyLogEntry` messages in protobuf JSON. */
  readonly logEntries: readonly JsonObject[];
  /** Whether a log contained the signature before it was sent. */
  readonly alreadyLogged: boolean;
  /** TimeStampResp, DER. */
  readonly timestamps: readonly Uint8Array[];
}

/** The Sigstore services of one run, chosen once from its signing config. */
export interface SigstoreServices {
  /** For reports: the URLs that are tried first. */
  readonly urls: {
    readonly certificates: readonly string[];
    readonly logs: readonly string[];
    readonly timestamps: readonly string[];
  };
  /** API versions of the logs that record each signature by this kind of key; empty without a log, or if no log records them. */
  logVersionsOf(details: KeyDetails): readonly number[];
  certify(request: Omit<CertificateRequest, 'retry'>): Promise<IssuedCertificate>;
  /** Sends one signature to all logs (not if it is of a key that no log records) and timestamp authorities at the same time. */
  witness(request: LogRequest): Promise<Witnessed>;
}

/**
 * Chooses the services of a run and checks, before anything is signed, that they can provide what verifiers require.
 * @param trustedLogs the logs of the trusted root, needed to use an entry that a log has already
 * @throws CountersignError SIGNING_CONFIG_INVALID, INPUT_MISSING
 */
export function openServices(
  run: Run,
  config: SigningConfig | undefined,
  needs: ServiceNeeds,
  trustedLogs: readonly TransparencyLog[] = [],
): SigstoreServices {
  if (config === undefined && (needs.keyless || needs.transparencyLog === 'required')) {
    throw new CountersignError('INPUT_MISSING', 'no signing config is given', {
      expected: 'signing-config: a file or a TUF mirror',
      found: 'only a trusted root',
      hint: 'Pass the signing config of the same Sigstore instance, or sign with a key and transparency-log: off.',
    });
  }
  const now = run.clock();
  const hasScts = config?.withoutCertificateLog !== true;
  const pool = (
    role: string,
    services: SigningConfig['certificateAuthorities'],
    selection: SigningConfig['timestampSelection'] | undefined,
    versions: readonly number[],
  ) => servicePool(run, role, selectServices(services, selection, now, run.random, versions));
  const authorities = pool('certificate authority', needs.keyless ? (config?.certificateAuthorities ?? []) : [], undefined, [1]);
  const noLogs = servicePool(run, 'transparency log', { candidates: [], count: 0 });
  const logs =
    needs.transparencyLog === 'off'
      ? noLogs
      : pool('transparency log', config?.transparencyLogs ?? [], config?.transparencyLogSelection, LOG_API_VERSIONS);
  const stamps = pool('timestamp authority', config?.timestampAuthorities ?? [], config?.timestampSelection, [1]);
  assertUsable(needs, authorities, logs, stamps);
  const logVersions = [...new Set(logs.first.map(({ majorApiVersion }) => majorApiVersion))];
  return {
    urls: { certificates: urlsOf(authorities), logs: urlsOf(logs), timestamps: urlsOf(stamps) },
    logVersionsOf: (details) => (isUnlogged(details) ? [] : logVersions),
    async certify(request) {
      const [issued] = await authorities.use((service, retry) =>
        new FulcioClient(run, service.url, { hasScts }).issue({ ...request, retry }),
      );
      if (issued === undefined) throw missing('a certificate authority');
      return issued;
    },
    async witness(request) {
      // Waits for both even if one fails, so that no request is still running afterwards.
      const [logged, stamped] = await Promise.allSettled([
        (isUnlogged(request.key.details) ? noLogs : logs).use(async (service, retry) => {
          const logged = await logClient(run, service, trustedLogs).add(request, retry);
          // At once: the entry is public, also where the rest fails.
          const { logIndex } = logged.entry;
          run.emit({
            event: logged.existed ? 'entry-found' : 'logged',
            log: describeUrl(service.url),
            logIndex: typeof logIndex === 'string' || typeof logIndex === 'number' ? String(logIndex) : undefined,
          });
          return logged;
        }),
        stamps.use((service, retry) => new TimestampClient(run, service.url).timestamp(request.signature, retry)),
      ]);
      const entries = valueOf(logged);
      return {
        logEntries: entries.map(({ entry }) => entry),
        alreadyLogged: entries.some(({ existed }) => existed),
        timestamps: valueOf(stamped),
      };
    },
  };
}

function assertUsable(needs: ServiceNeeds, authorities: ServicePool, logs: ServicePool, stamps: ServicePool): void {
  if (needs.keyless && authorities.count === 0) throw missing('a certificate authority (caUrls)');
  if (needs.transparencyLog === 'required' && logs.count === 0) throw missing('a transparency log (rekorTlogUrls)');
  // Rekor v2 entries have no time (reference: sigstore-bundles), and a short-lived certificate cannot be verified without one.
  const timed = stamps.count > 0 || logs.first.some((service) => service.majorApiVersion === 1);
  if (needs.keyless && !timed) {
    throw missing(
      `a timestamp authority (tsaUrls), which ${needs.transparencyLog === 'off' ? 'signing without a log' : 'Rekor v2'} needs`,
    );
  }
}

function missing(what: string): CountersignError {
  return new CountersignError('SIGNING_CONFIG_INVALID', `the signing config lacks ${what}`, {
    expected: what,
    found: 'none',
    hint: 'Use the complete signing config of your Sigstore instance.',
  });
}

function urlsOf(pool: ServicePool): string[] {
  return pool.first.map((service) => service.url);
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
