/** The files that cosign wrote before version 3: its bundle, and separate files for signature and certificate. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classicCosign } from '../cosign-classic.mjs';
import { decided } from '../judges.mjs';
import { agree, gate, OLDER, scratch, otherSigners, who } from '../older-forms.mjs';
import { TEST } from '../writers.mjs';

export function cosignFileCases({ folder, stack, keys }) {
  const instance = stack.sandboxV1;
  const cosign = classicCosign(instance, folder);
  const file = (key, type) => ({
    group: OLDER,
    name: `${type ? 'attestation' : 'signature'} in cosign's own file, ${key ? 'its file key' : 'GitHub identity'}`,
    direction: 'cosign → ours',
    needs: ['cosign'],
    run: async () => {
      const cwd = scratch(folder);
      const at = (name, content) => (writeFileSync(join(cwd, name), content), join(cwd, name));
      const artifact = at('app.tgz', randomUUID());
      const bundle = join(cwd, 'app.tgz.bundle');
      const predicate = at('predicate.json', '{"passed":true}');
      const about = type ? ['attest-blob', ['--predicate', predicate, '--type', type]] : ['sign-blob', []];
      await cosign.sign(about[0], [...about[1], '--bundle', bundle, artifact], key?.cosign);
      const content = JSON.parse(readFileSync(bundle, 'utf8'));
      const signature = Buffer.from(content.base64Signature, 'base64');
      // Of an attestation this is the envelope: another byte of its payload.
      const position = type ? signature.indexOf('"payload":"') + 20 : signature.length - 1;
      signature[position] = type ? (signature[position] === 0x41 ? 0x42 : 0x41) : signature[position] ^ 1;
      const broken = at('broken.bundle', JSON.stringify({ ...content, base64Signature: signature.toString('base64') }));
      const unlogged = at('unlogged.bundle', JSON.stringify({ ...content, rekorBundle: undefined }));
      const identity = who(instance, key);
      return agree(
        (change) =>
          gate(cwd, [
            change.file ?? artifact,
            ...['--bundle', change.bundle ?? bundle, '--trusted-root', instance.trustedRoot],
            ...(change.who ?? identity),
            ...(type ? ['--predicate-type', type] : []),
          ]),
        (change) =>
          cosign.verify(type ? 'verify-blob-attestation' : 'verify-blob', [
            ...['--bundle', change.bundle ?? bundle, '--rekor-url', 'http://127.0.0.1:1'],
            ...(change.who ?? identity),
            ...(type ? ['--type', type] : []),
            change.file ?? artifact,
          ]),
        {
          'another artifact': { file: at('other.tgz', randomUUID()) },
          'another byte in the signature': { bundle: broken },
          'no log entry': { bundle: unlogged },
          ...otherSigners(instance, key, keys),
        },
        key ? 'file of a key' : 'file',
      );
    },
  });
  const detached = {
    group: OLDER,
    name: 'detached .sig and .crt, GitHub identity',
    direction: 'cosign → ours',
    needs: ['cosign'],
    run: async () => {
      const cwd = scratch(folder);
      const artifact = join(cwd, 'app.tgz');
      writeFileSync(artifact, randomUUID());
      await cosign.sign('sign-blob', [
        '--output-signature',
        `${artifact}.sig`,
        '--output-certificate',
        `${artifact}.crt`,
        artifact,
      ]);
      const identity = who(instance);
      const args = [artifact, '--trusted-root', instance.trustedRoot, ...identity];
      const beside = decided(await gate(cwd, args));
      const named = decided(await gate(cwd, [...args, '--bundle', `${artifact}.sig`]));
      if (beside.accepted || named.accepted) throw new Error('accepted without the log entry');
      return `not read: denied with ${beside.codes[0]}, and as a bundle with ${named.codes[0]}`;
    },
  };
  return [file(undefined), file(keys.own), file(undefined, TEST), file(keys.own, TEST), detached];
}
