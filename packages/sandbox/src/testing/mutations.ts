import fc from 'fast-check';

/** Bytes like the given ones with one to three bytes changed, removed or added. */
export function damaged(original: Uint8Array): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('change', 'remove', 'add'),
    byte: fc.integer({ min: 0, max: 255 }),
  });
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
    const bytes = [...original];
    for (const { at, kind, byte } of edits) {
      const added = kind === 'remove' ? [] : [byte];
      bytes.splice(at % (bytes.length + 1), kind === 'add' ? 0 : 1, ...added);
    }
    return Buffer.from(bytes);
  });
}
