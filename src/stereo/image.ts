/** An image of a rectified pair: 8-bit samples, rows first. */
export interface StereoImage {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array;
  /** 0 where there is no sample; absent when there are samples everywhere. */
  readonly valid?: Uint8Array;
}

/** Copy of the rows [from, to) of an image. */
export function rowsOf({ width, samples, valid }: StereoImage, from: number, to: number): StereoImage {
  const rows = { width, height: to - from, samples: samples.slice(from * width, to * width) };
  return valid === undefined ? rows : { ...rows, valid: valid.slice(from * width, to * width) };
}

/** Samples of an image with margins, filled with the nearest sample. */
export function padImage(
  { width, height, samples }: StereoImage,
  marginX: number,
  marginY: number,
): Uint8Array {
  const padded = width + 2 * marginX;
  const out = new Uint8Array(padded * (height + 2 * marginY));
  for (let y = -marginY, at = 0; y < height + marginY; y++, at += padded) {
    const row = Math.min(Math.max(y, 0), height - 1) * width;
    out.fill(samples[row], at, at + marginX);
    out.set(samples.subarray(row, row + width), at + marginX);
    out.fill(samples[row + width - 1], at + marginX + width, at + padded);
  }
  return out;
}
