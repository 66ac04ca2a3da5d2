/** Standard base64, in Node and browsers. */
export function toBase64(bytes: Uint8Array): string {
  const PIECE = 0x6000;
  const parts: string[] = [];
  // Argument lists are limited, so the bytes go through in pieces; a multiple of three keeps padding at the end.
  for (let i = 0; i < bytes.length; i += PIECE) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(i, i + PIECE))));
  }
  return parts.join('');
}
