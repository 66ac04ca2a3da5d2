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
