import { GitHub } from '@actions/github/lib/utils';
import { GITHUB_HEADERS, type OpenGithubApi } from '@countersign/core/evidence';
import type { NetResponse } from '@countersign/core/run';

/**
 * GitHub's API through `@actions/github` (its Octokit), with `run.net` as its fetch: time limits, size caps, refused redirects and retries are
 * those of the run, and Octokit has none of its own. It sees the status alone: bodies are capped and parsed by core, and headers of a
 * foreign server would reach its log. Everything that it would print goes to the run's log.
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
      // To the address that was asked for, and not to what Octokit makes of it: `:abc` and `{abc}` in a path are names of parameters to it.
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
        // Its errors are of an answer with status 400 or more, which is an answer here, or wrap what `net` has thrown.
        if (answer === undefined) throw failure ?? thrown;
      }
      if (answer === undefined) throw new Error('Octokit sent no request');
      return answer;
    },
  };
};
