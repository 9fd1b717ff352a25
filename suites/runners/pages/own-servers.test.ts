import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { explainPolicy, readPolicy } from '@countersign/core/policy';
import { readSigningConfig } from '@countersign/core/trust';
import { parse } from 'yaml';

/** docs/operations/own-servers.md: what it shows fits together, and its Fulcio configuration is the one that suites/interop runs with a real Fulcio. */
const { fulcioConfig } = (await import(join(import.meta.dirname, '..', '..', 'interop', 'fulcio-config.mjs'))) as {
  fulcioConfig: (issuers: Readonly<Record<string, string>>) => string;
};
const page = readFileSync(join(import.meta.dirname, '../../../docs/operations/own-servers.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

interface Config {
  readonly 'oidc-issuers': Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly 'ci-issuer-metadata': Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const configs = blocks('yaml')
  .map((text) => parse(text) as Config)
  .filter((one) => 'oidc-issuers' in one);
const policies = blocks('yaml').filter((text) => text.startsWith('apiVersion'));
const SERVERS = [
  ['github', 'https://github.example.com', 'https://github.example.com/_services/token'],
  ['gitlab', 'https://gitlab.example.com', 'https://gitlab.example.com'],
] as const;

describe.each(SERVERS)('%s', (kind, url, issuer) => {
  const config = configs.find((one) => `own-${kind}` in one['ci-issuer-metadata']);

  it("has the templates of the public instance, and the server's issuer and URL", () => {
    const real = parse(fulcioConfig({ github: 'x', gitlab: 'y' })) as Config;
    expect(config?.['oidc-issuers']).toEqual({
      [issuer]: { 'issuer-url': issuer, 'client-id': 'sigstore', type: 'ci-provider', 'ci-provider': `own-${kind}` },
    });
    expect(config?.['ci-issuer-metadata'][`own-${kind}`]).toEqual({
      ...real['ci-issuer-metadata'][kind],
      'default-template-values': { url, environment: '' },
    });
  });

  it('has an issuer that the policy and the signing config have', async () => {
    const text = policies.find((one) => one.includes(`metadata: { name: ${kind} }`)) ?? '';
    const explained = explainPolicy(await readPolicy(new TextEncoder().encode(text), 'release.policy.yaml'));
    expect(explained).toContain(`issuer (.8) = ${issuer}\n`);
    const [json = ''] = blocks('json');
    const { oidcProviders } = readSigningConfig(new TextEncoder().encode(json), 'signing_config.json');
    expect(oidcProviders.map((one) => one.url)).toContain(issuer);
  });
});

it('shows two configurations and two policies', () => {
  expect([configs.length, policies.length]).toEqual([2, 2]);
});
