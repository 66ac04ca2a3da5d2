import type { MissingRule } from '../missing.js';
import type { RawType } from '../raw/raw-layout.js';

export interface IsisPixelType {
  readonly dtype: RawType;
  /** The special pixel NULL. */
  readonly nodata: number;
  /** All special pixels: NULL and the four kinds of saturation. */
  readonly missing: MissingRule;
}

const float = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0];

/** Special pixels of ISIS (USGS, `SpecialPixel.h`): the valid range of each type; real NULL is 0xFF7FFFFB. */
export const ISIS_PIXEL_TYPES: Readonly<Record<string, IsisPixelType>> = {
  UNSIGNEDBYTE: { dtype: 'uint8', nodata: 0, missing: { values: [], range: [1, 254] } },
  UNSIGNEDWORD: { dtype: 'uint16', nodata: 0, missing: { values: [], range: [3, 65522] } },
  SIGNEDWORD: { dtype: 'int16', nodata: -32768, missing: { values: [], range: [-32752, 32767] } },
  REAL: {
    dtype: 'float32',
    nodata: float(0xff7ffffb),
    missing: { values: [], range: [float(0xff7ffffa), float(0x7f7fffff)] },
  },
};
