import type { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import {
  hadTooLittleTime,
  isOutage,
  openServices,
  type LogRequest,
  type SigstoreServices,
  type Witnessed,
} from '../services/index.js';
import type { SignOptions } from './options.js';

type Part = 'the transparency log' | 'the timestamp authority';

/**
 * The services for signatures of the fallback key: log entry and timestamp, as far as their services are there. A service that is away was
 * waited for once, and is not asked again in this run; any other failure fails the signature.
 * @param log `off` if nothing may be published
 */
export function fallbackServices(run: Run, options: SignOptions, log: SignOptions['transparencyLog']): SigstoreServices {
  const { signingConfig: config, trustedLogs } = options;
  const onlyLogs = config === undefined ? undefined : { ...config, timestampAuthorities: [] };
  const stamps = openServices(run, config, { keyless: false, transparencyLog: 'off' }, trustedLogs);
  const logs = openServices(run, onlyLogs, { keyless: false, transparencyLog: log }, trustedLogs);
  const away = new Set<Part>();

  async function part(name: Part, services: SigstoreServices, request: LogRequest): Promise<Witnessed> {
    const nothing: Witnessed = { logEntries: [], alreadyLogged: false, timestamps: [] };
    if (away.has(name)) return nothing;
    try {
      return await services.witness(request);
    } catch (thrown) {
      // That keyless signing lacks a service is known: what is left of the time is for the fallback key.
      if (!(isOutage(thrown) || hadTooLittleTime(thrown)) || run.signal.aborted) throw thrown;
      const { code, message } = thrown as CountersignError;
      if (!away.has(name)) run.emit({ event: 'fallback-without', service: name, code, problem: message });
      away.add(name);
      return nothing;
    }
  }

  return {
    ...logs,
    urls: { ...logs.urls, timestamps: stamps.urls.timestamps },
    async witness(request) {
      const [logged, stamped] = await Promise.allSettled([
        part('the transparency log', logs, request),
        part('the timestamp authority', stamps, request),
      ]);
      if (logged.status === 'rejected') throw logged.reason;
      if (stamped.status === 'rejected') throw stamped.reason;
      return { ...logged.value, timestamps: stamped.value.timestamps };
    },
  };
}
