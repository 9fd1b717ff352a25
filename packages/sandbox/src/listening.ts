import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ServiceName } from './faults.js';
import { listen, type RunningServer } from './http/router.js';
import type { RekorChoice, SandboxOptions } from './options.js';
import { RUNNING, type State } from './state.js';

const MAX_LAYER_BYTES = 1024 * 1024 * 1024;
const PORTS = 'ports.json';

type Ports = Partial<Record<ServiceName, number>>;

export type Servers = ReadonlyMap<ServiceName, RunningServer>;

function servicesOf(rekor: RekorChoice): readonly ServiceName[] {
  const logs: ServiceName[] = rekor === 'both' ? ['rekor', 'rekorV1'] : [rekor === 'v1' ? 'rekorV1' : 'rekor'];
  return ['issuer', 'fulcio', 'ct', ...logs, 'tsa', 'tuf', 'registry'];
}

/** Two sandboxes that write one log would corrupt it. A folder is in use if it has the file `running` and its issuer answers. */
export async function mustBeFree(dir: string | undefined): Promise<void> {
  if (dir === undefined || !existsSync(join(dir, RUNNING))) return;
  const { issuer } = JSON.parse(readFileSync(join(dir, PORTS), 'utf8')) as Ports;
  if (issuer !== undefined && (await answers(issuer))) {
    throw new Error(`${dir} is in use by a running sandbox (port ${issuer}); stop it, or remove ${join(dir, RUNNING)}`);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Listens on the requested port, otherwise on the port of the last run if it is free, otherwise on any free port. */
async function open(asked: number | undefined, last: number | undefined, maxBodyBytes?: number): Promise<RunningServer> {
  const limits = maxBodyBytes === undefined ? {} : { maxBodyBytes };
  if (asked !== undefined) return listen({ port: asked, ...limits });
  try {
    return await listen({ port: last ?? 0, ...limits });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen({ port: 0, ...limits });
  }
}

/** One server for each service; the state stores their ports and that the folder is in use. */
export async function openServers(state: State, options: SandboxOptions): Promise<Servers> {
  const kept = state.read(PORTS);
  const last = kept ? (JSON.parse(kept.toString('utf8')) as Ports) : {};
  const servers = new Map<ServiceName, RunningServer>();
  try {
    for (const service of servicesOf(options.rekor ?? 'v2')) {
      const limit = service === 'registry' ? MAX_LAYER_BYTES : undefined;
      servers.set(service, await open(options.ports?.[service], last[service], limit));
    }
  } catch (error) {
    await closeServers(servers);
    throw error;
  }
  const ports = Object.fromEntries([...servers].map(([service, { port }]) => [service, port]));
  state.write(PORTS, JSON.stringify({ ...last, ...ports }));
  state.write(RUNNING, '');
  return servers;
}

export async function closeServers(servers: Servers): Promise<void> {
  await Promise.all([...servers.values()].map((server) => server.close()));
}
