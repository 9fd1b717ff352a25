import { expect, it } from '@jest/globals';
import { freePorts, Servers } from './interop/processes.mjs';
import { peer } from './peers.mjs';

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
