import { CountersignError } from '../errors/index.js';
import { isLoopback } from '../net/index.js';
import { isPublicService, selectServices, type Service, type SigningConfig } from '../trust/index.js';
import { excerpt } from '../wire/index.js';
import type { Run } from '../run/index.js';
import type { PersonAtTerminal } from './types.js';
import { withinDeadline } from './within-deadline.js';

/**
 * Asks whether the address of a person may be written into logs from which nothing can be removed. A certificate authority on this machine is a
 * test instance, for which nothing is asked.
 * @throws CountersignError PUBLIC_NOT_CONFIRMED if the person does not agree, or cannot be asked; LOGIN_FAILED if there is no answer in time
 */
export async function consent(run: Run, person: PersonAtTerminal, email: string, config: SigningConfig): Promise<void> {
  const usable = (services: readonly Service[], versions: readonly number[]): readonly string[] =>
    namesOf(selectServices(services, undefined, run.clock(), run.random, versions).candidates);
  const authorities = usable(config.certificateAuthorities, [1]);
  const logs = usable(config.transparencyLogs, [1, 2]);
  const urls = [...authorities, ...logs];
  if (urls.every((url) => isLoopback(URL.parse(url)?.hostname ?? ''))) return;
  const readers = urls.some(isPublicService) ? 'everyone' : 'everyone who can read these logs';
  const shown = excerpt(email);
  const question = person.confirm(
    [
      `Your e-mail address ${shown} becomes public for ever, for ${readers}:`,
      `in the certificate transparency log of ${authorities.join(', ')}`,
      ...(logs.length === 0 ? [] : [`and in the transparency log ${logs.join(' or ')}.`]),
      'It cannot be removed from there. Sign with it?',
    ].join('\n'),
  );
  const answer = await withinDeadline(run, question, {
    message: 'the question was not answered in time',
    hint: 'Pass --confirm-public to agree beforehand.',
  });
  if (answer === true) return;
  const problem = answer === undefined ? 'there is no terminal to ask for consent' : 'you did not agree; nothing was signed';
  throw new CountersignError('PUBLIC_NOT_CONFIRMED', problem, {
    expected: `your consent that ${shown} becomes public for ever`,
    found: answer === undefined ? 'none' : 'no',
    hint: 'Pass --confirm-public to agree beforehand, or sign with a key: --key release.pem.',
  });
}

const namesOf = (services: readonly Service[]): readonly string[] => services.map(({ url }) => url.replace(/\/$/, ''));
