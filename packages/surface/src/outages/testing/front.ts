import type { Fault, Service } from '../table.js';
import { openAddress, type Address } from './addresses.js';

const NAMES = [
  'issuer',
  'issuerKeys',
  'fulcio',
  'log',
  'tsa',
  'tuf',
  'registry',
  'github',
  'awsKms',
  'awsSts',
  'googleKms',
  'googleSts',
  'azureVault',
  'azureLogin',
  'vault',
] as const;

/** Everything a run talks to, each service at an address of its own. */
export type Front = Record<(typeof NAMES)[number], Address>;

/** The address that each service of the table has. */
export const FRONT: Readonly<Record<Service, keyof Front>> = {
  issuer: 'issuer',
  issuerKeys: 'issuerKeys',
  fulcio: 'fulcio',
  rekorV1: 'log',
  rekorV2: 'log',
  tsa: 'tsa',
  tufForSigning: 'tuf',
  tufForGate: 'tuf',
  registryReads: 'registry',
  registryWrites: 'registry',
  github: 'github',
  awsKms: 'awsKms',
  awsSts: 'awsSts',
  vault: 'vault',
  googleKms: 'googleKms',
  googleSts: 'googleSts',
  azureVault: 'azureVault',
  azureLogin: 'azureLogin',
};

/** Opens all addresses; that of the service has the fault. */
export async function openFront(service: Service, fault: Fault | undefined): Promise<Front> {
  const front = {} as Front;
  for (const name of NAMES) front[name] = await openAddress(service, FRONT[service] === name ? fault : undefined);
  return front;
}

/** The hosts that a client has for services whose addresses cannot be chosen. */
export const PUBLIC_HOSTS: Readonly<Partial<Record<keyof Front, string>>> = {
  googleKms: 'cloudkms.googleapis.com',
  googleSts: 'sts.googleapis.com',
  azureVault: 'myvault.vault.azure.net',
  azureLogin: 'login.microsoftonline.com',
};
