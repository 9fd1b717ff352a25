import { describe, expect, it } from '@jest/globals';
import { certificateTexts } from './certificate-texts.js';

const run = { env: {} };

describe('certificateTexts', () => {
  it('of a person are the verified e-mail address and the issuer behind a broker', () => {
    const claims = {
      iss: 'https://oauth2.sigstore.dev/auth',
      sub: 'CgUxMjM0NQ',
      email: 'a@acme.dev',
      email_verified: true,
      federated_claims: { connector_id: 'https://accounts.example.com' },
    };
    expect(certificateTexts(run, claims)).toEqual({
      identity: 'a@acme.dev',
      issuer: 'https://accounts.example.com',
      extensions: { tokenSubject: 'CgUxMjM0NQ' },
      isComplete: true,
    });
  });

  it('of another CI system may be more than the subject', () => {
    expect(certificateTexts(run, { iss: 'https://agent.buildkite.com', sub: 'organization:acme:pipeline:app' })).toMatchObject({
      identity: 'organization:acme:pipeline:app',
      isComplete: false,
    });
  });

  it('name the server of the environment only for an issuer that does not say it', () => {
    const claims = { sub: 's', job_workflow_ref: 'acme/app/.github/workflows/r.yml@refs/heads/main', repository: 'acme/app' };
    const env = { GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://github.acme.dev' };
    const identity = (iss: string) => certificateTexts({ env }, { ...claims, iss }).identity;
    expect(identity('https://token.actions.githubusercontent.com')).toMatch(/^https:\/\/github\.com\/acme\/app\//);
    expect(identity('https://issuer.acme.dev')).toMatch(/^https:\/\/github\.acme\.dev\/acme\/app\//);
    expect(identity('https://git.acme.dev/_services/token')).toMatch(/^https:\/\/git\.acme\.dev\/acme\/app\//);
    expect(identity('https://token.actions.acme.ghe.com')).toMatch(/^https:\/\/acme\.ghe\.com\/acme\/app\//);
  });
});
