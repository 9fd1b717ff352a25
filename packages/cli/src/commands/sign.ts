import { readOptions, type Options, type Piece, type RawInputs } from '@countersign/surface/options';
import { reportError } from '@countersign/surface/process-guard';
import { bundleEntries, failuresOf, signingLines, signingStatus, verifyCommand } from '@countersign/surface/signing-results';
import * as sign from '@countersign/surface/sign';
import { CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import type { SigningReport } from '@countersign/core/signing';
import type { Arguments } from '../arguments.js';
import type { Command, Io } from '../command.js';
import { withImages, withSubjects } from '../inputs.js';

type SigningPiece = Exclude<Piece, 'verify-gate'>;

export const signBlob: Command = {
  name: 'sign-blob',
  summary: 'Sign files: one <file>.sigstore.json beside each.',
  usage: 'PATH… [--key KEY]…',
  examples: ['countersign sign-blob dist/*.tgz', 'countersign sign-blob dist/app.tgz --key release.pem --output-dir signatures'],
  piece: 'sign-blob',
  run: (args, io) => signWith('sign-blob', withSubjects(args), args, io, sign.signBlob),
};

export const signImage: Command = {
  name: 'sign-image',
  summary: 'Sign container images by digest, all platforms; signatures are stored in the registry.',
  usage: 'REF… [--key KEY]…',
  examples: ['countersign sign-image ghcr.io/acme/app@sha256:…'],
  piece: 'sign-image',
  run: (args, io) => signWith('sign-image', withImages(args), args, io, sign.signImage),
};

export const attestProvenance: Command = {
  name: 'attest-provenance',
  summary: 'Attest how files or images were built: SLSA provenance v1 from verified token claims.',
  usage: 'PATH… | oci://REF… [--key KEY]…',
  examples: ['countersign attest-provenance dist/*.tgz', 'countersign attest-provenance oci://ghcr.io/acme/app@sha256:…'],
  piece: 'attest-provenance',
  flags: [
    {
      name: 'component',
      placeholder: 'NAME@COMMIT',
      description: 'The GitLab component that runs this, as it names itself; recorded as self-asserted.',
    },
  ],
  run: (args, io) => {
    const component = readComponent(args.extra['component']);
    return signWith('attest-provenance', withSubjects(args), args, io, (run, options) =>
      sign.attestProvenance(run, options, component ? { component } : {}),
    );
  },
};

async function signWith<P extends SigningPiece>(
  piece: P,
  raw: RawInputs,
  args: Arguments,
  io: Io,
  main: (run: Run, options: Options<P>) => Promise<SigningReport>,
): Promise<number> {
  const options = readOptions(piece, raw, 'flag');
  const run = io.run(options);
  const report = await main(run, options);
  const command = verifyCommand(report, run.cwd, {
    trustedRoot: single(raw, 'trusted-root'),
    transparencyLog: single(raw, 'transparency-log') === 'off' ? 'off' : 'required',
  });
  if (report.signed.length > 0) run.log.info(signingLines(report, run.cwd).join('\n'));
  if (command !== '') run.log.info(`verify with: ${command}`);
  const failures = failuresOf(report);
  for (const { subject, error } of failures) {
    run.log.error(`not finished: ${subject}`);
    reportError(run.log, error);
  }
  if (args.json) {
    const mask = (text: string | undefined): string | undefined => (text === undefined ? text : (run.log.mask?.(text) ?? text));
    const document = {
      bundles: bundleEntries(report, run.cwd),
      failures: failures.map(({ subject, error: { code, message, expected, found, hint } }) => ({
        subject,
        code,
        message: mask(message),
        expected: mask(expected),
        found: mask(found),
        hint: mask(hint),
      })),
      verifyCommand: command,
    };
    io.out(`${JSON.stringify(document, undefined, 2)}\n`);
  }
  return signingStatus(report);
}

function readComponent(values: readonly string[] | undefined): { readonly name: string; readonly sha: string } | undefined {
  const found = values?.at(-1);
  if (found === undefined) return undefined;
  const [, name, sha] = /^([A-Za-z0-9._-]+)@([0-9a-f]{40,64})$/.exec(found) ?? [];
  if (name === undefined || sha === undefined)
    throw new CountersignError('INPUT_INVALID', '--component names no component', { expected: 'NAME@COMMIT', found });
  return { name, sha };
}

function single(raw: RawInputs, name: string): string | undefined {
  return raw[name]?.[0];
}
