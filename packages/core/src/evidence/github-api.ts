import type { NetResponse, Run } from '../run/index.js';

/** A client of one GitHub REST API, which adds what GitHub wants of every request: headers, and the token. */
export interface GithubApi {
  /**
   * Every status is an answer, with its body as it came.
   * @param url absolute, of this API
   * @throws CountersignError as `Net.fetch` does
   */
  get(url: string, maxBytes: number): Promise<NetResponse>;
}

/**
 * Opens a client. Whatever it is made of, it reaches the network through `run.net` alone, and takes the token nowhere but to `url`.
 */
export type OpenGithubApi = (
  run: Pick<Run, 'net' | 'log'>,
  api: { readonly url: string; readonly token: string | undefined },
) => GithubApi | Promise<GithubApi>;

/** What GitHub asks for (REST API, "API versions"). */
export const GITHUB_HEADERS = {
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
} as const;

/** In a few lines of our own. */
export const netGithubApi: OpenGithubApi = ({ net }, { token }) => ({
  get: (url, maxBytes) =>
    net.fetch({
      purpose: 'attestations',
      method: 'GET',
      url,
      headers: { ...GITHUB_HEADERS, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      maxBytes,
    }),
});
