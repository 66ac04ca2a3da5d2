import { CuestaError } from '../../../core/errors.js';

/** Shape of the weights where two tiles blend. */
export type BlendProfile = 'linear' | 'cosine';

export interface AxisOptions {
  /** Pixels of the raster. */
  readonly size: number;
  /** Pixels of a tile. */
  readonly tile: number;
  /** Pixels of a tile's sides whose prediction is thrown away inside the raster: they lack context. */
  readonly before: number;
  readonly after: number;
  /** Pixels over which neighbouring tiles blend, besides what is thrown away. */
  readonly blend: number;
  readonly profile: BlendProfile;
  /** Tiles start at multiples of it, so that a network with coarser levels sees every place in the same phase. */
  readonly multiple: number;
}

/** Tiles along one axis. */
export interface AxisPlan {
  readonly size: number;
  readonly tile: number;
  /** First pixels of the tiles; the last tile may reach over the end by less than `multiple` pixels, or more when it is the only one. */
  readonly starts: readonly number[];
  /** Pixel at which the weight of tile i starts to rise and that of tile i - 1 to fall; 0 for the first. */
  readonly ramps: readonly number[];
  readonly blend: number;
  readonly profile: BlendProfile;
}

/**
 * Places tiles at equal steps from the first pixel, the last one as near to the end as it has to be. Throws `config` when the tile is
 * not larger than what neighbours share.
 */
export function planAxis(options: AxisOptions): AxisPlan {
  const { size, tile, before, after, blend, multiple, profile } = options;
  const step = Math.floor((tile - before - after - blend) / multiple) * multiple;
  if (step < 1 && tile < size) throw tooSmall(options);
  const starts = [0];
  while (starts.at(-1)! + tile < size) {
    const last = Math.ceil((size - tile) / multiple) * multiple;
    starts.push(Math.min(starts.at(-1)! + step, last));
  }
  const ramps = starts.map((start, i) => {
    if (i === 0) return 0;
    const [from, to] = [start + before, starts[i - 1]! + tile - after];
    return from + Math.floor((to - from - blend) / 2);
  });
  return { size, tile, starts, ramps, blend, profile };
}

function tooSmall({ tile, before, after, blend, multiple }: AxisOptions): CuestaError {
  const shared = before + after + blend;
  return new CuestaError(
    'config',
    `Tiles of ${tile} pixels are too small: neighbours share ${shared} of them.`,
    {
      hint: `Use tiles of at least ${shared + multiple} pixels, or a smaller overlap.`,
    },
  );
}

/**
 * Weights of tile i for its own pixels. Over all tiles they sum to one at every pixel of the raster: each is the difference of two
 * rising ramps.
 */
export function axisWeights(plan: AxisPlan, i: number): Float64Array {
  const { starts, tile, ramps } = plan;
  return Float64Array.from({ length: tile }, (_, k) => {
    const x = starts[i]! + k;
    const rise = i === 0 ? 1 : risen(plan, x - ramps[i]!);
    const fall = i + 1 === ramps.length ? 0 : risen(plan, x - ramps[i + 1]!);
    return rise - fall;
  });
}

/** 0 before the ramp, 1 behind it, the steps 1/(n + 1) … n/(n + 1) of the profile on its n pixels. */
function risen({ blend, profile }: AxisPlan, k: number): number {
  const t = Math.min(1, Math.max(0, (k + 1) / (blend + 1)));
  return profile === 'linear' ? t : 0.5 - 0.5 * Math.cos(Math.PI * t);
}

/** Tiles whose weight is not zero somewhere in [from, to). */
export function tilesOver(plan: AxisPlan, from: number, to: number): number[] {
  const { starts, ramps, blend, tile } = plan;
  return starts.flatMap((start, i) => {
    const end = i + 1 === starts.length ? start + tile : ramps[i + 1]! + blend;
    return ramps[i]! < to && end > from ? [i] : [];
  });
}
