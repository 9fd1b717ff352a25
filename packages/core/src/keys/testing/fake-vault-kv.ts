import { refuse, unknownMember, withData, wrongRequest } from './fake-vault-answers.js';
import type { FakeAnswer, FakeEngine, FakeRoute } from './fake-vault-types.js';

export const kvRoutes: FakeRoute = ({ method, path, query, body }, { engines }) => {
  const asked = path.replace(/^sys\/internal\/ui\/mounts\//, '');
  const found = [...engines].find(([mount]) => `${asked}/`.startsWith(mount));
  if (asked !== path) return found === undefined ? noEngine(asked) : engineOf(...found);
  if (found === undefined) return undefined;
  const [mount, engine] = found;
  const inside = path.slice(mount.length);
  if (engine.version === '1') {
    if (method === 'GET') {
      const fields = engine.secrets.get(inside)?.[0];
      return fields ? { ...withData(fields) } : refuse(404);
    }
    engine.secrets.set(inside, [body]);
    return { status: 204 };
  }
  const [, name = ''] = /^data\/(.+)$/.exec(inside) ?? [];
  // Recorded: a warning and no data, "Invalid path for a versioned K/V secrets engine".
  if (name === '') return { ...withData(null), status: 404 };
  const versions = engine.secrets.get(name) ?? [];
  if (method === 'GET') return version(versions, Number(query.get('version') ?? versions.length));
  const { data, options } = body;
  const unknown = unknownMember(body, ['data', 'options']);
  if (unknown !== undefined) return wrongRequest(unknown);
  const { cas } = (options ?? {}) as { cas?: unknown };
  if (typeof cas !== 'number') return wrongRequest('no check-and-set: what another run stored would be lost');
  if (cas !== versions.length) return refuse(400, 'check-and-set parameter did not match the current version');
  engine.secrets.set(name, [...versions, data as Record<string, unknown>]);
  return withData(metadata(versions.length + 1, ''));
};

const metadata = (number: number, deleted: string): object => ({
  created_time: '2026-11-27T06:17:25.21230804Z',
  custom_metadata: null,
  deletion_time: deleted,
  destroyed: false,
  version: number,
});

function version(versions: FakeEngineVersions, number: number): FakeAnswer {
  const fields = versions[number - 1];
  if (fields === undefined) return refuse(404);
  if (fields === null)
    return { ...withData({ data: null, metadata: metadata(number, '2026-11-27T06:17:25.317279524Z') }), status: 404 };
  return withData({ data: fields, metadata: metadata(number, '') });
}

type FakeEngineVersions = readonly (Readonly<Record<string, unknown>> | null)[];

const noEngine = (asked: string): FakeAnswer =>
  refuse(403, `preflight capability check returned 403, please ensure client's policies grant access to path "${asked}/"`);

const engineOf = (mount: string, { type, version: number }: FakeEngine): FakeAnswer =>
  withData({
    accessor: 'kv_d6e5afa9',
    config: { default_lease_ttl: 0, force_no_cache: false, max_lease_ttl: 0 },
    deprecation_status: 'supported',
    description: 'key/value secret storage',
    external_entropy_access: false,
    local: false,
    options: { version: number },
    path: mount,
    plugin_version: '',
    running_plugin_version: 'v2.7.2+builtin.bao',
    running_sha256: '',
    seal_wrap: false,
    type,
    uuid: '55cf5eb7-4563-188e-96fc-042667938d3f',
  });
