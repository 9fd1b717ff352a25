/** What pkcs11-tool prints, as values. Its texts come from the token, and count for nothing but finding a key: each signature is verified. */

export interface Pkcs11Slot {
  /** Decimal or hex, as pkcs11-tool prints it: 0x1f. */
  readonly id: string;
  readonly number: number;
  readonly description: string;
  /** By pkcs11-tool's names: `token label`, `serial num`, `token flags`, `manufacturer` … */
  readonly fields: ReadonlyMap<string, string>;
}

export interface Pkcs11Object {
  readonly kind: 'private' | 'public' | 'cert';
  /** What follows the kind: `EC`, `RSA 2048 bits`. */
  readonly what: string;
  /** Lower-case hex; undefined if it has none. */
  readonly id: string | undefined;
  readonly label: string | undefined;
  /** `EC_POINT`, `EC_PARAMS` in lower-case hex, for EC keys. */
  readonly fields: ReadonlyMap<string, string>;
}

const KINDS = { 'Private Key': 'private', 'Public Key': 'public', Certificate: 'cert' } as const;

/** The slots with a token that is ready for use. */
export function readSlots(text: string): readonly Pkcs11Slot[] {
  return blocks(text, /^Slot \d+ \((0x[0-9a-f]{1,16})\): (.*)$/).flatMap(({ head: [, id = '', description = ''], fields }) => {
    const isReady = fields.get('token flags')?.includes('token initialized') === true;
    return isReady ? [{ id, number: Number(id), description: description.trim(), fields }] : [];
  });
}

/** The keys and certificates of a token. */
export function readObjects(text: string): readonly Pkcs11Object[] {
  return blocks(text, /^([A-Z][A-Za-z ]*?) Object(?:; (.*))?$/).flatMap(({ head: [, name = '', what = ''], fields }) => {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : undefined;
    if (kind === undefined) return [];
    const id = /^[0-9a-f]+$/i.exec(fields.get('ID') ?? '')?.[0].toLowerCase();
    return [{ kind, what: what.trim(), id, label: fields.get('label'), fields }];
  });
}

/** `  name: value` under each line that `start` matches. A field that is there twice is none: a text of the token may contain line breaks. */
function blocks(
  text: string,
  start: RegExp,
): readonly { readonly head: readonly string[]; readonly fields: ReadonlyMap<string, string> }[] {
  const found: { readonly head: readonly string[]; readonly fields: Map<string, string>; readonly twice: Set<string> }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const head = start.exec(line);
    const [, name, value = ''] = /^ {2,}([A-Za-z][A-Za-z _/]*?) *:(?: +(.*?))? *$/.exec(line) ?? [];
    const last = found.at(-1);
    if (head !== null) found.push({ head: [...head], fields: new Map(), twice: new Set() });
    else if (name !== undefined && last !== undefined) {
      if (last.fields.has(name)) last.twice.add(name);
      last.fields.set(name, value);
    }
  }
  for (const { fields, twice } of found) for (const name of twice) fields.delete(name);
  return found;
}
