import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { plain } from '@countersign/surface/log';
import { MAX_BUNDLES_BYTES, readBundles } from '@countersign/core/bundles';
import { CountersignError } from '@countersign/core/errors';
import { readRegularFile } from '@countersign/core/wire';
import type { Command, Io } from '../command.js';
import { describeBundle, type Description } from '../describe-bundle.js';
import { onlyPositional } from '../inputs.js';
import { printDescription } from '../print-description.js';

interface Shown {
  readonly where: string;
  readonly description: Description | undefined;
  readonly problem: string | undefined;
}

export const command: Command = {
  name: 'inspect',
  summary: 'Show the contents of a bundle, or of all bundles attached to an image. These are claims: nothing is verified.',
  usage: 'BUNDLE | oci://REF',
  examples: ['countersign inspect dist/app.tgz.sigstore.json', 'countersign inspect oci://ghcr.io/acme/app:1.2'],
  flags: [
    {
      name: 'insecure-registry',
      placeholder: 'HOST',
      description: 'A registry (host:port) that may be used over plain HTTP.',
    },
    {
      name: 'signature-repository',
      placeholder: 'REPOSITORY',
      description: "The repository of the image's signatures. Default: that of the image.",
    },
  ],
  async run({ positionals, extra, json }, io) {
    const what = onlyPositional(positionals, 'BUNDLE or oci://REF');
    const shown = what.startsWith('oci://') ? await fromRegistry(what.slice('oci://'.length), extra, io) : await fromFile(what);
    if (json) {
      const documents = shown.map(({ where, description, problem }) => ({ where, ...(description ?? { problem }) }));
      io.out(`${JSON.stringify({ verified: false, bundles: documents }, undefined, 2)}\n`);
    } else {
      for (const { where, description, problem } of shown)
        io.log.info(
          [where, ...(description ? printDescription(description) : [`  unreadable: ${problem ?? ''}`])].map(plain).join('\n'),
        );
      io.log.info('these are claims: nothing here was verified; use countersign verify');
    }
    return shown.some(({ problem }) => problem !== undefined) ? 1 : 0;
  },
};

async function fromFile(path: string): Promise<readonly Shown[]> {
  const bundles = bundlesIn(path);
  return bundles.map((bundle, index) => ({
    where: bundles.length === 1 ? path : `${path}, bundle ${String(index + 1)}`,
    description: describeBundle(bundle),
    problem: undefined,
  }));
}

/** A file that is signed is often named in place of its bundle. */
function bundlesIn(path: string): ReturnType<typeof readBundles> {
  try {
    return readBundles(capped(path), path);
  } catch (error) {
    const beside = `${path}.sigstore.json`;
    if (!(error instanceof CountersignError) || !existsSync(beside)) throw error;
    const { code, message, expected, found } = error;
    throw new CountersignError(code, message, {
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
      hint: `Name the bundle: ${beside}.`,
    });
  }
}

/** Never has more than the limit in memory. @throws CountersignError FILE_UNREADABLE, EVIDENCE_TOO_LARGE */
function capped(path: string): Uint8Array {
  try {
    return readRegularFile(resolve(path), MAX_BUNDLES_BYTES, { followLink: true });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CountersignError('EVIDENCE_TOO_LARGE', `${path} is not a bundle`, {
        expected: `at most ${String(MAX_BUNDLES_BYTES)} bytes`,
        found: cause.message,
      });
    throw new CountersignError('FILE_UNREADABLE', `${path} cannot be read`, { found: path, cause });
  }
}

async function fromRegistry(
  reference: string,
  extra: Readonly<Record<string, readonly string[] | undefined>>,
  io: Io,
): Promise<readonly Shown[]> {
  const { createRegistry } = await import('@countersign/core/registry');
  const insecureRegistries = [...(extra['insecure-registry'] ?? [])];
  const [repository] = extra['signature-repository'] ?? [];
  const run = io.run({ network: 'registries', timeout: 120_000, logLevel: 'info', logFormat: 'text', insecureRegistries });
  const registry = createRegistry(run, { insecureRegistries });
  const image = await registry.resolve(reference);
  const { items, incomplete } = await registry.find(image, repository === undefined ? {} : { repository });
  if (items.length === 0 && incomplete.length === 0)
    throw new CountersignError('EVIDENCE_NONE', `no bundle is attached to ${image.name}@${image.digest}`, { found: 'no bundle' });
  return [
    ...items.map((item) =>
      item.kind === 'bundle'
        ? { where: item.origin.location, description: describeBundle(item.bundle), problem: undefined }
        : { where: item.origin.location, description: undefined, problem: item.error.message },
    ),
    ...incomplete.map((error) => ({ where: reference, description: undefined, problem: error.message })),
  ];
}
