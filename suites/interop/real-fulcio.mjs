/** A real Fulcio that issues certificates for the tokens of a sandbox, and logs them in the sandbox's certificate log. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../peers.mjs';
import { fulcioConfig } from './fulcio-config.mjs';
import { must } from './processes.mjs';

/** Writes `fulcio.pem` (its certificate), `fulcio.key`, `fulcio.yaml` and `ct.pub` (key of the certificate log) into the folder. */
export async function prepareFulcio(folder, sandbox) {
  const at = (name) => join(folder, name);
  writeFileSync(at('fulcio.yaml'), fulcioConfig(sandbox.issuers));
  const [{ publicKey }] = JSON.parse(readFileSync(sandbox.files.trustedRoot, 'utf8')).ctlogs;
  writeFileSync(at('ct.pub'), pem('PUBLIC KEY', publicKey.rawBytes));
  await must(
    peer('openssl'),
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-days',
        '30',
        '-subj',
        '/O=test/CN=fulcio.test',
      ],
      ...['-keyout', 'fulcio.key', '-passout', 'pass:fulcio', '-out', 'fulcio.pem'],
      ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
      ...['-addext', 'extendedKeyUsage=codeSigning'],
    ],
    { cwd: folder, env: { HOME: folder } },
  );
}

/**
 * @param {import('./processes.mjs').Servers} servers
 * @param {string} folder what `prepareFulcio` has filled
 * @param {{port: number, grpc: number, metrics: number, ctLog: string}} options without `ctLog` (empty), certificates are in no log
 */
export const startFulcio = (servers, folder, { port, grpc, metrics, ctLog }) =>
  servers.start(
    peer('fulcio') ?? 'fulcio',
    [
      'serve',
      '--host=127.0.0.1',
      `--port=${port}`,
      '--grpc-host=127.0.0.1',
      `--grpc-port=${grpc}`,
      `--metrics-port=${metrics}`,
      `--legacy-unix-domain-socket=@countersign-interop-${port}`,
      `--config-path=${join(folder, 'fulcio.yaml')}`,
      '--ca=fileca',
      `--fileca-cert=${join(folder, 'fulcio.pem')}`,
      `--fileca-key=${join(folder, 'fulcio.key')}`,
      '--fileca-key-passwd=fulcio',
      `--ct-log-url=${ctLog}`,
    ],
    `http://127.0.0.1:${port}/healthz`,
  );

const pem = (label, base64) => `-----BEGIN ${label}-----\n${base64.match(/.{1,64}/g).join('\n')}\n-----END ${label}-----\n`;
