import type { FlatValues } from '../../../nn/train/initial-state.js';
import { GUIDANCE_CHANNELS, type Guidance } from '../config.js';
import { encodeHeights, type HeightCodec } from '../height-codec.js';

/** One ground on the fine grid, row-major, finite everywhere. */
export interface JspsrTile {
  /** The coarse model and the bare earth, metres. */
  readonly dem: Float32Array;
  readonly truth: Float32Array;
  /** Least height of the coarse sample that the tile is cut from, metres. */
  readonly base: number;
  /** Red, green, blue, 0 … 255. */
  readonly image: readonly Float32Array[];
  /** Class 0 … 14 of the land use. */
  readonly landUse: Uint8Array;
  /** Metres. */
  readonly canopy: Float32Array;
}

/** Highest trees, which a canopy of 1 stands for, metres. */
const TALLEST = 68;

const GREY_LEVELS = 255;

/** Normalised inputs and target (methods/jspsr.md, sections 2 and 3): fields `dem`, `height` and one per guidance. */
export function jspsrSample(tile: JspsrTile, guidance: readonly Guidance[], codec: HeightCodec): FlatValues {
  const fields: Record<string, Float32Array> = {
    dem: encodeHeights(tile.dem, tile.base, codec),
    height: encodeHeights(tile.truth, tile.base, codec),
  };
  for (const name of guidance) fields[name] = GUIDANCE[name](tile);
  return fields;
}

const GUIDANCE: Readonly<Record<Guidance, (tile: JspsrTile) => Float32Array>> = {
  image: ({ image, dem }) => {
    const out = new Float32Array(image.length * dem.length);
    for (const [band, plane] of image.entries())
      out.set(
        plane.map((v) => v / GREY_LEVELS),
        band * dem.length,
      );
    return out;
  },
  mask: ({ landUse }) => oneHot(landUse),
  canopy: ({ canopy }) => canopy.map((h) => h / TALLEST),
};

/** Plane i holds (i + 1) / 16 where the class is i, else 0. */
function oneHot(classes: Uint8Array): Float32Array {
  const planes = new Float32Array(GUIDANCE_CHANNELS.mask * classes.length);
  classes.forEach((use, i) => {
    planes[use * classes.length + i] = (use + 1) / (GUIDANCE_CHANNELS.mask + 1);
  });
  return planes;
}
