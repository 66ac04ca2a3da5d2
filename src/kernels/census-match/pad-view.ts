/** Samples of a view with margins, filled with the nearest sample. */
export function padView(
  view: Uint8Array,
  width: number,
  height: number,
  marginX: number,
  marginY: number,
): Uint8Array {
  const padded = width + 2 * marginX;
  const out = new Uint8Array(padded * (height + 2 * marginY));
  for (let y = -marginY, at = 0; y < height + marginY; y++, at += padded) {
    const row = Math.min(Math.max(y, 0), height - 1) * width;
    out.fill(view[row], at, at + marginX);
    out.set(view.subarray(row, row + width), at + marginX);
    out.fill(view[row + width - 1], at + marginX + width, at + padded);
  }
  return out;
}
