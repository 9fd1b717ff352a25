import { GitHub } from '@actions/github/lib/utils';
import { GITHUB_HEADERS, type OpenGithubApi } from '@countersign/core/evidence';
import type { NetResponse } from '@countersign/core/run';

/**
 * GitHub's API through `@actions/github` (its Octokit), with `run.net` as its fetch: time limits, size limits, redirects and retries are
 * those of the run. Octokit gets only the status: core limits and parses bodies, and headers of an untrusted server would reach the log of
 * Octokit. All that Octokit logs goes to the run's log.
 */
export const octokitApi: OpenGithubApi = ({ net, log }, { url: baseUrl, token }) => {
  const quiet = (message: string): void => {
    log.debug(`octokit: ${message}`);
  };
  const octokit = new GitHub({
    baseUrl,
    userAgent: 'countersign',
    ...(token === undefined ? {} : { auth: token }),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  return {
    async get(url, maxBytes) {
      let answer: NetResponse | undefined;
      let failure: unknown;
      // Not the address from Octokit: it replaces `:abc` and `{abc}` in a path, which it takes for parameters.
      const fetch = async (_address: string, { headers }: { readonly headers: Record<string, string> }): Promise<Response> => {
        try {
          answer = await net.fetch({ purpose: 'attestations', method: 'GET', url, headers, maxBytes });
        } catch (thrown) {
          failure = thrown;
          throw thrown;
        }
        return new Response(null, { status: answer.status });
      };
      try {
        await octokit.request({ method: 'GET', url, headers: GITHUB_HEADERS, request: { fetch } });
      } catch (thrown) {
        // Octokit throws for a status of 400 or more, which is an answer here, and if `net` throws.
        if (answer === undefined) throw failure ?? thrown;
      }
      if (answer === undefined) throw new Error('Octokit sent no request');
      return answer;
    },
  };
};
