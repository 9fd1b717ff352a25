import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { excerpt } from '../wire/index.js';
import { readObjects, readSlots, type Pkcs11Object, type Pkcs11Slot } from './pkcs11-listing.js';
import { pkcs11Module } from './pkcs11-module.js';
import { pkcs11Tool, type Pkcs11Call, type Pkcs11Tool } from './pkcs11-tool.js';
import type { Pkcs11Text, Pkcs11Uri } from './pkcs11-uri.js';
import type { ProgramAnswer } from './program.js';

const MAX_LISTED = 20;

/** The one token that a reference names. */
export interface Pkcs11Token {
  readonly slot: Pkcs11Slot;
  /** pkcs11-tool with this slot. */
  call(args: readonly string[], options?: Pkcs11Call): Promise<ProgramAnswer>;
  /** Its keys and certificates; private keys only with the PIN. */
  objects(pin: string | undefined): Promise<readonly Pkcs11Object[]>;
}

const text = ({ stdout }: ProgramAnswer): string => new TextDecoder().decode(stdout);

/** @throws CountersignError KEY_INVALID if no token or several match, and those of pkcs11-tool and of the module */
export async function openPkcs11Token(run: Run, uri: Pkcs11Uri): Promise<Pkcs11Token> {
  const tool = pkcs11Tool(run, pkcs11Module(run, uri));
  const library = [...uri.texts.keys()].some((name) => name.startsWith('library-'))
    ? await libraryFields(tool)
    : new Map<string, string>();
  const slots = readSlots(text(await tool.call(['--list-slots', '--verbose'])));
  const fitting = slots.filter((slot) => fits(uri, slot, library));
  const [slot, ...others] = fitting;
  if (slot === undefined || others.length > 0) throw notOne(uri, slots, fitting);
  const call: Pkcs11Token['call'] = (args, options) => tool.call(['--slot', slot.id, ...args], options);
  return { slot, call, objects: async (pin) => readObjects(text(await call(['--list-objects'], { pin }))) };
}

/** Where pkcs11-tool prints what an attribute is compared with. */
const FIELDS: Readonly<Partial<Record<Pkcs11Text, string>>> = {
  token: 'token label',
  manufacturer: 'token manufacturer',
  model: 'token model',
  serial: 'serial num',
  'slot-manufacturer': 'manufacturer',
};

function fits({ texts, slot: number }: Pkcs11Uri, slot: Pkcs11Slot, library: ReadonlyMap<string, string>): boolean {
  if (number !== undefined && number !== slot.number) return false;
  return [...texts].every(([name, value]) => {
    if (name === 'object') return true;
    if (name === 'slot-description') return slot.description === value;
    return (library.get(name) ?? slot.fields.get(FIELDS[name] ?? '')) === value;
  });
}

async function libraryFields(tool: Pkcs11Tool): Promise<ReadonlyMap<string, string>> {
  const shown = text(await tool.call(['--show-info']));
  const [, manufacturer = ''] = /^Manufacturer +(.*?) *$/m.exec(shown) ?? [];
  const [, description = '', version = ''] = /^Library +(.*?) *\(ver (\d+\.\d+)\) *$/m.exec(shown) ?? [];
  return new Map([
    ['library-manufacturer', manufacturer],
    ['library-description', description],
    ['library-version', version],
  ]);
}

function notOne({ name }: Pkcs11Uri, slots: readonly Pkcs11Slot[], fitting: readonly Pkcs11Slot[]): CountersignError {
  const several = fitting.length > 1;
  return new CountersignError(
    'KEY_INVALID',
    several ? 'several tokens match the reference of the key' : 'no token matches the reference of the key',
    {
      expected: `one token for ${name}`,
      found: listed((several ? fitting : slots).map(describe), 'no token'),
      hint: several ? 'Add serial or slot-id to the reference.' : 'Check the reference, and that the token is plugged in.',
    },
  );
}

const describe = ({ fields, number }: Pkcs11Slot): string =>
  `token ${excerpt(fields.get('token label') ?? '')}, serial ${excerpt(fields.get('serial num') ?? '')}, slot-id ${String(number)}`;

/** The first of a list, in words. */
export function listed(items: readonly string[], none: string): string {
  if (items.length === 0) return none;
  const more = items.length > MAX_LISTED ? `; and ${String(items.length - MAX_LISTED)} more` : '';
  return `${items.slice(0, MAX_LISTED).join('; ')}${more}`;
}
