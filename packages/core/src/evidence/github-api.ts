import type { NetResponse, Run } from '../run/index.js';

/** A client of one GitHub REST API. It adds GitHub's headers and the token to every request. */
export interface GithubApi {
  /**
   * Returns the response for every status, with the unchanged body.
   * @param url absolute, of this API
   * @throws CountersignError as `Net.fetch` does
   */
  get(url: string, maxBytes: number): Promise<NetResponse>;
}

/** Opens a client. Every implementation uses the network only through `run.net`, and sends the token only to `url`. */
export type OpenGithubApi = (
  run: Pick<Run, 'net' | 'log'>,
  api: { readonly url: string; readonly token: string | undefined },
) => GithubApi | Promise<GithubApi>;

/** GitHub's recommended headers (REST API, "API versions"). */
export const GITHUB_HEADERS = {
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
} as const;

/** Our own small client. */
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
