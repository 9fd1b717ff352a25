import { CountersignError } from '../errors/index.js';
import type { Service, ServiceSelection } from './types.js';
import { describeRange, isWithin } from './valid-for.js';

/**
 * Services of one API version in the order to try them. `count` of them must succeed; those after the first `count`
 * are substitutes.
 */
export interface SelectedServices {
  readonly candidates: readonly Service[];
  readonly count: number;
}

/**
 * Chooses services of a signing config as sigstore-go does: only those valid at `now`; only the highest supported API
 * version among them; one per operator, the newest; then ANY = one at random, ALL = all,
 * EXACT = `count` at random. Without a selection (certificate authority, identity provider) the newest comes first.
 * An empty list of services gives no candidates and a count of 0.
 * @throws CountersignError SIGNING_CONFIG_INVALID when services are named but too few can be used
 */
export function selectServices(
  services: readonly Service[],
  selection: ServiceSelection | undefined,
  now: Date,
  random: (length: number) => Uint8Array,
  supportedVersions: readonly number[],
): SelectedServices {
  if (services.length === 0) return { candidates: [], count: 0 };
  const current = services
    .filter((service) => isWithin(now, service.validFor))
    .toSorted((a, b) => b.validFor.start.getTime() - a.validFor.start.getTime());
  const version = supportedVersions
    .toSorted((a, b) => b - a)
    .find((supported) => current.some((service) => service.majorApiVersion === supported));
  if (version === undefined) {
    throw new CountersignError('SIGNING_CONFIG_INVALID', 'the signing config names no service that can be used now', {
      expected: `a service with API version ${supportedVersions.join(' or ')} that is valid at ${now.toISOString()}`,
      found: services
        .map((service) => `${service.url} (version ${service.majorApiVersion}, ${describeRange(service.validFor)})`)
        .join('; '),
      hint: 'Get the newest signing config of your Sigstore instance.',
    });
  }
  const candidates = onePerOperator(current.filter((service) => service.majorApiVersion === version));
  if (selection === undefined) return { candidates, count: 1 };
  switch (selection.selector) {
    case 'ALL':
      return { candidates, count: candidates.length };
    case 'ANY':
      return { candidates: shuffle(candidates, random), count: 1 };
    case 'EXACT':
      if (selection.count < 1 || selection.count > candidates.length) {
        throw new CountersignError('SIGNING_CONFIG_INVALID', 'the signing config asks for more services than it has', {
          expected: `${selection.count} services of different operators`,
          found: `${candidates.length}: ${candidates.map((service) => service.url).join(', ')}`,
        });
      }
      return { candidates: shuffle(candidates, random), count: selection.count };
  }
}

/** Operators without a name are identified by their URL. */
function onePerOperator(services: readonly Service[]): readonly Service[] {
  const seen = new Set<string>();
  return services.filter((service) => {
    const operator = service.operator === '' ? service.url : service.operator;
    if (seen.has(operator)) return false;
    seen.add(operator);
    return true;
  });
}

function shuffle(services: readonly Service[], random: (length: number) => Uint8Array): readonly Service[] {
  return services
    .map((service) => ({ service, order: Buffer.from(random(6)).readUIntBE(0, 6) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ service }) => service);
}
