import { gradient, gradientFactors, type HornParams } from '../horn/horn.js';

export type HillshadeInputs = {
  /** Heights, row-major from the north, padded by one pixel on every side; NaN where missing. */
  readonly heights: Float32Array;
};

export type HillshadeOutputs = {
  /** `(width - 2) * (height - 2)` grey levels: 1 (in shadow) to 255 (facing the sun), 0 where missing. */
  readonly shade: Uint8Array;
};

export interface HillshadeParams extends HornParams {
  /** Direction of the sun, clockwise from north. */
  readonly azimuthDeg: number;
  /** Height of the sun above the horizon. */
  readonly altitudeDeg: number;
}

/** Unit vector towards the sun, times 254, float32. */
export function lightOf({ azimuthDeg, altitudeDeg }: HillshadeParams): {
  readonly up: number;
  readonly east: number;
  readonly north: number;
} {
  const azimuth = (azimuthDeg * Math.PI) / 180;
  const altitude = (altitudeDeg * Math.PI) / 180;
  const across = 254 * Math.cos(altitude);
  return {
    up: Math.fround(254 * Math.sin(altitude)),
    east: Math.fround(across * Math.sin(azimuth)),
    north: Math.fround(across * Math.cos(azimuth)),
  };
}

const f32 = Math.fround;

/** Every step rounded to float32, so that SIMD gives the same bytes. */
export function reference(
  { heights }: HillshadeInputs,
  { shade }: HillshadeOutputs,
  params: HillshadeParams,
): void {
  const { width, height } = params;
  const factors = gradientFactors(params);
  const light = lightOf(params);
  const slope = new Float64Array(2);
  let o = 0;
  for (let row = 1; row < height - 1; row++) {
    for (let col = 1; col < width - 1; col++) {
      gradient(heights, row * width + col, params, factors, slope);
      const p = slope[0];
      const q = slope[1];
      const length = f32(Math.sqrt(f32(1 + f32(f32(p * p) + f32(q * q)))));
      const across = f32(f32(q * light.north) - f32(p * light.east));
      const level = f32(f32(light.up - across) / length);
      // GDAL rounds 1 + level, where level <= 0 becomes 1.
      shade[o++] = Number.isNaN(level) ? 0 : Math.max(1, Math.trunc(f32(level + 1.5)));
    }
  }
}
