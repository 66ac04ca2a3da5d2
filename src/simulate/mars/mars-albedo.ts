import { createRng, hash32, type Rng } from '../../core/rng.js';
import { gradientNoise } from '../gradient-noise.js';
import { lunarAlbedo } from '../lunar/lunar-image.js';
import { smoothStep } from './smooth-field.js';

/** Brightness of the ground that does not follow its relief. */
export interface AlbedoOptions {
  readonly seed: number;
  /** Spread of the logarithm of patches of all sizes. */
  readonly contrast: number;
  /** Streaks that the wind has drawn, and tracks of dust devils, per 512 x 512 pixels. */
  readonly streaks: number;
  readonly tracks: number;
  /** Largest change of brightness by a streak or track, as a share. */
  readonly strength: number;
  /** Where the wind blows to, radians from +x (columns) to +y (rows, DOWN). */
  readonly wind: number;
  /** Brightness of sand relative to other ground; 1 where dunes look like their surroundings. */
  readonly sand: number;
}

/** Albedo relative to a mean of about 1. `sand`: share of sand per sample, or null. */
export function marsAlbedo(
  width: number,
  height: number,
  sand: Float32Array | null,
  options: AlbedoOptions,
): Float32Array {
  const { seed, contrast } = options;
  const albedo = lunarAlbedo(hash32(seed ^ 0x2e), width, height, contrast);
  const plane = { width, height, albedo };
  const rng = createRng(hash32(seed ^ 0x9d));
  const share = (width * height) / 512 ** 2;
  const many = (density: number): number => Math.floor(density * share + rng.next());
  for (let n = many(options.streaks); n > 0; n--) addStreak(plane, options, rng);
  for (let n = many(options.tracks); n > 0; n--) addTrack(plane, options, rng);
  if (sand !== null && options.sand !== 1) {
    for (let i = 0; i < albedo.length; i++) albedo[i] *= 1 + (options.sand - 1) * sand[i];
  }
  return albedo;
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly albedo: Float32Array;
}

/** A wedge that opens and fades down the wind, bright or dark, with ragged edges. */
function addStreak({ width, height, albedo }: Plane, { wind, strength }: AlbedoOptions, rng: Rng): void {
  const [col, row] = [rng.next() * width, rng.next() * height];
  const angle = wind + 0.12 * rng.normal();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const length = 25 * 14 ** rng.next();
  const wide = length * (0.06 + 0.14 * rng.next());
  const change = strength * (2 * rng.next() - 1);
  const ragged = rng.int(2 ** 31);
  const reach = length + wide;
  const lastRow = Math.min(height - 1, Math.floor(row + reach));
  const lastCol = Math.min(width - 1, Math.floor(col + reach));
  for (let r = Math.max(0, Math.ceil(row - reach)); r <= lastRow; r++) {
    for (let c = Math.max(0, Math.ceil(col - reach)); c <= lastCol; c++) {
      const t = ((c - col) * cos + (r - row) * sin) / length;
      if (t <= 0 || t >= 1) continue;
      const across = Math.abs((r - row) * cos - (c - col) * sin) / (wide * (0.1 + 0.9 * t));
      if (across > 1.4) continue;
      const edge = 1 + 0.3 * gradientNoise(c / wide, r / wide, ragged);
      albedo[r * width + c] *=
        1 + change * smoothStep(0, 0.08, t) * (1 - t) * (1 - smoothStep(0.5 * edge, edge, across));
    }
  }
}

/** A thin dark line that wanders about the wind's direction. */
function addTrack({ width, height, albedo }: Plane, { wind, strength }: AlbedoOptions, rng: Rng): void {
  const steps = Math.floor(60 * 8 ** rng.next());
  const radius = 0.8 + 1.7 * rng.next();
  const change = 0.6 * strength * (0.3 + 0.7 * rng.next());
  let angle = wind + 0.5 * rng.normal();
  let [x, y] = [rng.next() * width, rng.next() * height];
  const reach = Math.ceil(radius);
  for (let k = 0; k < steps; k++) {
    angle += 0.09 * rng.normal();
    x += Math.cos(angle);
    y += Math.sin(angle);
    const [centreCol, centreRow] = [Math.round(x), Math.round(y)];
    for (let r = centreRow - reach; r <= centreRow + reach; r++) {
      for (let c = centreCol - reach; c <= centreCol + reach; c++) {
        const inside = r >= 0 && r < height && c >= 0 && c < width;
        const weight = 1 - Math.hypot(c - x, r - y) / (radius + 0.5);
        // Steps of one pixel overlap by about the width of the track.
        if (inside && weight > 0) albedo[r * width + c] *= 1 - (change * weight) / (1 + radius);
      }
    }
  }
}
