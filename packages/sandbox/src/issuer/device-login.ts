import { randomBytes } from 'node:crypto';
import { HttpError, json, routes, text, type Handler, type SandboxRequest, type SandboxResponse } from '../http/router.js';
import type { Claims } from './claims.js';
import type { LoginOptions } from './login-options.js';
import { challengeMatches } from './pkce.js';

/** The type of the grant (RFC 8628 section 3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const LIFETIME_SECONDS = 300;
const INTERVAL_SECONDS = 1;
/** No vowels, so that no words appear, and no characters that look alike (RFC 8628 section 6.1). */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';

interface Device {
  readonly clientId: string;
  readonly userCode: string;
  readonly challenge: string | undefined;
  readonly expires: number;
  readonly claims: Claims;
  answer: 'pending' | 'granted' | 'denied';
  polled: number | undefined;
}

export interface DeviceLogin {
  readonly handler: Handler;
  /** Answers a request of the token endpoint with this grant. */
  token(form: URLSearchParams, clientId: string | undefined): Promise<SandboxResponse>;
}

/** Members of the discovery document for this login. */
export function deviceMetadata(issuer: string): Readonly<Record<string, unknown>> {
  return { device_authorization_endpoint: `${issuer}/device/code` };
}

/**
 * Login with a browser on another machine (RFC 8628), with PKCE as in Sigstore's own provider. The page grants at once, as the person who is
 * logged in; with `answer=deny`, it refuses.
 */
export function createDeviceLogin({ issuer, clock, claims }: LoginOptions): DeviceLogin {
  const path = new URL(issuer.issuer).pathname;
  const devices = new Map<string, Device>();
  const refusal = (error: string): SandboxResponse => json(400, { error });

  return {
    handler: routes({
      [`POST ${path}/device/code`]: (request: SandboxRequest) => {
        const form = new URLSearchParams(request.body.toString('utf8'));
        const challenge = form.get('code_challenge') ?? undefined;
        if (challenge !== undefined && form.get('code_challenge_method') !== 'S256')
          throw new HttpError(400, 'PKCE with S256 is required');
        const code = randomBytes(24).toString('base64url');
        const letters = [...randomBytes(8)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
        const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
        const expires = clock().getTime() + LIFETIME_SECONDS * 1000;
        const clientId = form.get('client_id') ?? '';
        devices.set(code, { clientId, userCode, challenge, expires, claims, answer: 'pending', polled: undefined });
        return json(200, {
          device_code: code,
          user_code: userCode,
          verification_uri: `${issuer.issuer}/device`,
          verification_uri_complete: `${issuer.issuer}/device?user_code=${userCode}`,
          expires_in: LIFETIME_SECONDS,
          interval: INTERVAL_SECONDS,
        });
      },
      [`GET ${path}/device`]: (request: SandboxRequest) => {
        const { searchParams } = request.url;
        const device = [...devices.values()].find(({ userCode }) => userCode === searchParams.get('user_code'));
        if (device === undefined) throw new HttpError(404, 'no such user code');
        device.answer = searchParams.get('answer') === 'deny' ? 'denied' : 'granted';
        return text(200, `${device.answer}; you may close this page`);
      },
    }),
    async token(form, clientId) {
      const code = form.get('device_code') ?? '';
      const device = devices.get(code);
      const now = clock().getTime();
      if (device === undefined || device.clientId !== clientId) return refusal('invalid_grant');
      if (device.expires < now) return refusal('expired_token');
      const tooSoon = device.polled !== undefined && now - device.polled < INTERVAL_SECONDS * 1000;
      device.polled = now;
      if (device.answer === 'denied') return refusal('access_denied');
      if (device.answer === 'pending') return refusal(tooSoon ? 'slow_down' : 'authorization_pending');
      devices.delete(code);
      if (device.challenge !== undefined && !challengeMatches(device.challenge, form.get('code_verifier') ?? ''))
        return refusal('invalid_grant');
      const token = await issuer.mint(device.claims, { audience: device.clientId });
      return json(
        200,
        { access_token: token, id_token: token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS },
        { 'cache-control': 'no-store' },
      );
    },
  };
}
