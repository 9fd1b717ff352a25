import { isatty } from 'node:tty';
import { detectContext } from '@countersign/core/ci';
import { CountersignError } from '@countersign/core/errors';
import { loginSource, type LoginMethod } from '@countersign/core/login';
import type { Run } from '@countersign/core/run';
import type { SignOptions } from '@countersign/core/signing';
import type { Arguments, ExtraFlag, Io } from '../command.js';
import { askYesOrNo } from './ask.js';
import { listenForRedirect } from './listen.js';
import { hasBrowser, openBrowser } from './open-browser.js';

const CHOICES = ['browser', 'device', 'off'] as const;

/** Only of the command line: a job of a CI system has a token of its own, and no person. */
export const LOGIN_FLAG: ExtraFlag = {
  name: 'login',
  placeholder: CHOICES.join('|'),
  description:
    'How a person logs in for keyless signing: with the browser of this machine, with a browser on any machine (device), or never. Default: at a terminal without a token, outside of CI, browser, or device if no browser can be started.',
};

/** The inputs that decide whether a person logs in. */
interface Options {
  readonly keys: readonly string[];
  readonly identityToken: string | undefined;
  readonly confirmPublic?: boolean;
  readonly dryRun?: boolean;
}

/**
 * The login of a person, for a command that signs; none if it has a token, or is not started by a person.
 * @throws CountersignError INPUT_INVALID if `--login` contradicts the rest
 */
export function loginFor(run: Run, options: Options, { extra }: Arguments, io: Io): Pick<SignOptions, 'login'> {
  const method = methodOf(options, extra['login']?.at(-1), io.environment);
  if (method === undefined) return {};
  const person = {
    tell: io.tell,
    openBrowser: (url: string) => openBrowser(url, io.environment, run.childEnvironment.passed),
    listen: listenForRedirect,
    confirm: (question: string) => askYesOrNo(io.ask, question),
  };
  // A dry run makes nothing public.
  const confirmed = options.confirmPublic === true || options.dryRun === true;
  return { login: (signingConfig) => loginSource(run, { method, person, signingConfig, confirmed }) };
}

function methodOf(options: Options, asked: string | undefined, env: Io['environment']): LoginMethod | undefined {
  const given = CHOICES.find((choice) => choice === asked);
  if (asked !== undefined && given === undefined)
    throw new CountersignError('INPUT_INVALID', '--login has an unknown value', { expected: CHOICES.join(', '), found: asked });
  if (given === 'off') return undefined;
  const { platform } = detectContext(env);
  const isKeyless = options.keys.includes('keyless');
  if (given !== undefined) {
    const against =
      platform !== 'none'
        ? 'the environment of a CI job'
        : options.identityToken !== undefined
          ? '--identity-token'
          : isKeyless
            ? undefined
            : '--key without keyless among its values';
    if (against === undefined) return given;
    throw new CountersignError('INPUT_INVALID', '--login is for a person who signs keyless at a terminal', {
      expected: 'a command outside of CI jobs, without --identity-token, that signs keyless',
      found: against,
      hint: platform === 'none' ? 'Use only one of the two.' : 'A CI job signs with its own identity token: omit --login.',
    });
  }
  const hasToken = options.identityToken !== undefined || Boolean(env['SIGSTORE_ID_TOKEN']);
  if (platform !== 'none' || hasToken || !isKeyless || !isatty(0) || !isatty(2)) return undefined;
  return hasBrowser(env) ? 'browser' : 'device';
}
