/** CRC-32C (Castagnoli) bit by bit, as a decimal text. */
export function castagnoli(bytes: Uint8Array): string {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ ((remainder & 1) * 0x82f63b78);
  }
  return (~remainder >>> 0).toString();
}
