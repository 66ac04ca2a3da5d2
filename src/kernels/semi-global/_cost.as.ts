// Hamming distances of one left string to consecutive right strings, one byte each.

/** Of `count` strings, from column x + low on; where the right pixel lies outside of the image, `bits`. */
export function costs(
  left: usize, row: usize, x: i32, width: i32, low: i32, count: i32, bits: i32, out: usize,
): void {
  const own = load<u64>(left);
  const begin = x + low;
  if (begin >= 0 && begin + count <= width) {
    let q = row + (<usize>begin << 3);
    let to = out;
    for (const end = out + <usize>(count & ~7); to < end; to += 8, q += 64) {
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 0) ^ own), 0);
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 8) ^ own), 1);
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 16) ^ own), 2);
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 24) ^ own), 3);
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 32) ^ own), 4);
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 40) ^ own), 5);
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 48) ^ own), 6);
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q, 56) ^ own), 7);
    }
    for (const end = out + <usize>count; to < end; to++, q += 8) {
      store<u8>(to, <u8>popcnt<u64>(load<u64>(q) ^ own));
    }
  } else {
    for (let k = 0; k < count; k++) {
      const q = begin + k;
      const outside = q < 0 || q >= width;
      store<u8>(out + <usize>k, outside ? <u8>bits : <u8>popcnt<u64>(own ^ load<u64>(row + (<usize>q << 3))));
    }
  }
}
