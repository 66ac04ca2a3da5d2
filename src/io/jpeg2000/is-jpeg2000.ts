const SIGNATURE_BOX = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a];
const CODESTREAM = [0xff, 0x4f, 0xff, 0x51];

/** Whether a file that starts with these bytes is a JP2 file or a bare codestream. */
export function isJpeg2000(head: Uint8Array): boolean {
  return [SIGNATURE_BOX, CODESTREAM].some((mark) => mark.every((byte, i) => head[i] === byte));
}
