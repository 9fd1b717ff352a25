import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

interface Running {
  start(program: string, args: readonly string[], url: string): Promise<unknown>;
  stop(): Promise<void>;
}
const here = fileURLToPath(new URL('.', import.meta.url));
const { peer } = (await import(join(here, 'peers.mjs'))) as { peer: (name: string) => string | undefined };
const { freePorts, Servers } = (await import(join(here, 'interop', 'processes.mjs'))) as {
  freePorts: (count: number) => Promise<readonly number[]>;
  Servers: new () => Running;
};
const program = peer('timestamp-server');

(program === undefined ? it.skip : it)(
  'two timestamp servers run beside each other: a test tolerates those of other tests',
  async () => {
    const servers = new Servers();
    try {
      const ports = await freePorts(2);
      for (const port of ports) {
        const args = ['serve', '--host=127.0.0.1', `--port=${port}`, '--timestamp-signer=memory', '--disable-ntp-monitoring'];
        await servers.start(program ?? '', args, `http://127.0.0.1:${port}/ping`);
      }
      for (const port of ports) expect((await fetch(`http://127.0.0.1:${port}/ping`)).ok).toBe(true);
    } finally {
      await servers.stop();
    }
  },
  120_000,
);
