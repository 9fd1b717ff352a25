import { describe, expect, it } from '@jest/globals';
import { readPolicy } from './index.js';

const BASE = `apiVersion: countersign.dev/v1beta1
kind: Policy
signers:
  release: {keyless: {identity: a@acme.dev, issuer: https://accounts.example.com}}
rules:
  - {name: f, match: {paths: ["**"]}, require: [signature: {by: release}]}
`;
const JSON_POLICY = JSON.stringify({
  apiVersion: 'countersign.dev/v1beta1',
  kind: 'Policy',
  signers: { release: { keyless: { identity: 'a@acme.dev', issuer: 'https://accounts.example.com' } } },
  rules: [{ name: 'f', match: { paths: ['**'] }, require: [{ signature: { by: 'release' } }] }],
});
const read = (text: string) => readPolicy(new TextEncoder().encode(text), 'p.yaml');

describe('characters that hide a line of a policy from some readers', () => {
  it.each(['\r', '\u0085', '\u2028', '\u2029', '\v', '\f'])(
    '%j does not silently end a comment and hide a revocation',
    async (end) => {
      await expect(read(`${BASE}# after the incident:${end}revoked: [{signer: release}]\n`)).rejects.toMatchObject({
        code: 'POLICY_INVALID',
        exitStatus: 3,
        message: expect.stringMatching(/^p\.yaml:7:22: /),
      });
    },
  );

  it('nor hide a whole rule', async () => {
    const rule = '# strict:\r  - {name: g, match: {paths: ["bin/**"]}, require: [signature: {by: {at-least: 2, of: [release]}}]}';
    await expect(read(BASE.replace(/\n$/, ` ${rule}\n`))).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it('a policy of only comments with such a character is refused for the character, not as empty', async () => {
    await expect(read(`# x\r${BASE.replaceAll('\n', '\r')}`)).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it.each(['\u202e', '\u2066', '\u0007', '\u007f', '\u2028'])('%j in JSON is refused', async (character) => {
    await expect(read(JSON_POLICY)).resolves.toBeDefined();
    await expect(read(JSON_POLICY.replace('"name":"f"', `"name":"f${character}"`))).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringMatching(/^p\.yaml:1:\d+: /),
    });
  });

  it('Windows line ends and a byte order mark change nothing', async () => {
    const windows = await read(`\ufeff${BASE.replaceAll('\n', '\r\n')}revoked: [{signer: release}]\r\n`);
    expect(windows.rules.map(({ name }) => name)).toEqual(['f']);
    expect(windows.revoked).toHaveLength(1);
  });
});
