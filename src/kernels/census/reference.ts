export type CensusInputs = {
  /** 8-bit samples, padded by half the window on every side. */
  readonly plane: Uint8Array;
};

export type CensusOutputs = {
  /**
   * Two words per pixel of the unpadded plane, low word first. Bit k is set where the window's k-th sample (rows first, the centre left
   * out) is less than the centre.
   */
  readonly strings: Uint32Array;
};

export interface CensusParams {
  /** Size of the padded plane. */
  readonly width: number;
  readonly height: number;
  /** Odd sides of the window; at most 64 bits, i.e. 9 x 7 = 62. */
  readonly windowWidth: number;
  readonly windowHeight: number;
}

/** Census transform (Zabih and Woodfill 1994), literally. */
export function reference(
  { plane }: CensusInputs,
  { strings }: CensusOutputs,
  { width, height, windowWidth, windowHeight }: CensusParams,
): void {
  const centre = (windowWidth * windowHeight - 1) / 2;
  let to = 0;
  for (let y = 0; y <= height - windowHeight; y++) {
    for (let x = 0; x <= width - windowWidth; x++, to += 2) {
      const own = plane[(y + (windowHeight >> 1)) * width + x + (windowWidth >> 1)];
      let bit = 0;
      strings[to] = 0;
      strings[to + 1] = 0;
      for (let k = 0; k < windowWidth * windowHeight; k++) {
        if (k === centre) continue;
        const other = plane[(y + Math.floor(k / windowWidth)) * width + x + (k % windowWidth)];
        if (other < own) strings[to + (bit >> 5)] |= 1 << (bit & 31);
        bit++;
      }
    }
  }
}
