import { CountersignError } from '../errors/index.js';
import type { KeyLogin, KeyLoginService, KeyServices } from './key-login.js';

/** The line of `key-login` for a service. */
export function loginFor(services: KeyServices, service: KeyLoginService): KeyLogin | undefined {
  return services.logins.find((login) => login.service === service);
}

/** A parameter that the login cannot do without. @throws CountersignError INPUT_INVALID */
export function loginParameter({ service, parameters }: KeyLogin, name: string): string {
  const value = parameters.get(name);
  if (value !== undefined) return value;
  throw new CountersignError('INPUT_INVALID', `key-login: the line for ${service} has no ${name}`, {
    expected: `${service} ${name}=…`,
    found: [...parameters.keys()].join(', ') || 'no parameters',
    hint: `Add ${name}=… to the line.`,
  });
}
