const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
/** The table is cleared before the code that decoders may not be able to hold (TIFF 6.0, section 13). */
const TABLE_FULL = 4094;
const HASH_SIZE = 16384;

/** TIFF's variant of LZW: codes from 9 to 12 bits, most significant bit first, widened one code early (TIFF 6.0, section 13). */
export function encodeLzw(input: Uint8Array): Uint8Array {
  // The worst case is one code of at most 12 bits per byte, and the clear codes.
  const out = new Uint8Array(Math.ceil(input.length * 1.51) + 16);
  // A slot holds prefix << 8 | byte of an entry, its code, and in which table (they are cleared often) it was made.
  const keys = new Int32Array(HASH_SIZE);
  const codes = new Uint16Array(HASH_SIZE);
  const made = new Uint32Array(HASH_SIZE);
  let table = 0;
  let next = FIRST_FREE;
  let width = 9;
  let position = 0;
  let bits = 0;
  let bitCount = 0;

  const emit = (code: number): void => {
    bits = (bits << width) | code;
    bitCount += width;
    while (bitCount >= 8) {
      bitCount -= 8;
      out[position++] = bits >>> bitCount;
      bits &= (1 << bitCount) - 1;
    }
  };
  const clear = (): void => {
    emit(CLEAR);
    table++;
    next = FIRST_FREE;
    width = 9;
  };
  /** Counts the entry that the decoder adds after every code; widens or clears in step with it. */
  const advance = (): void => {
    next++;
    if (next === TABLE_FULL) clear();
    else if (next === 1 << width) width++;
  };

  clear();
  if (input.length > 0) {
    let prefix = input[0];
    for (let i = 1; i < input.length; i++) {
      const byte = input[i];
      const key = (prefix << 8) | byte;
      let slot = (Math.imul(key, 0x9e3779b1) >>> 18) & (HASH_SIZE - 1);
      while (made[slot] === table && keys[slot] !== key) slot = (slot + 1) & (HASH_SIZE - 1);
      if (made[slot] === table) {
        prefix = codes[slot];
        continue;
      }
      emit(prefix);
      keys[slot] = key;
      codes[slot] = next;
      made[slot] = table;
      advance();
      prefix = byte;
    }
    emit(prefix);
    advance();
  }
  emit(END);
  if (bitCount > 0) out[position++] = bits << (8 - bitCount);
  return out.slice(0, position);
}
