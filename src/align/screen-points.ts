import { robustSpread } from '../math/robust.js';

export interface ScreenOptions {
  /** Points of a track in the running median. */
  readonly window: number;
  /** Greatest |h - running median| in NMAD of these differences. */
  readonly factor: number;
  /** A point must also be that far off in NMAD of its own window: a slope is no outlier (Hampel's filter). */
  readonly local: boolean;
  /** Points farther apart than this are not of one pass over the ground, metres. */
  readonly gapMetres: number;
}

export interface Screening {
  /** 1 for points that stay. */
  readonly keep: Uint8Array;
  readonly kept: number;
  readonly removed: number;
  /** Of the differences to the running median, metres. */
  readonly nmad: number;
  readonly tracks: number;
}

/** ICESat-2 style: 20 m segments. */
export const SCREEN_DEFAULTS: ScreenOptions = { window: 21, factor: 5, local: true, gapMetres: 500 };

/** Tracks that may be continued at the same time: six beams, and room for several passes. */
const OPEN_TRACKS = 24;

/**
 * Finds gross outliers in altimetry: points whose height differs from the running median along their track by more than `factor`
 * NMAD; points without neighbours stay. Tracks are chains of points in the order of the file, each joined to the nearest open end within `gapMetres`; so
 * beams may alternate from line to line, and no column has to name them. `x` and `y` in metres.
 */
export function screenPoints(
  x: Float64Array,
  y: Float64Array,
  h: Float64Array,
  options: ScreenOptions,
): Screening {
  const tracks = chainTracks(x, y, options.gapMetres);
  const difference = new Float64Array(h.length);
  const spread = new Float64Array(h.length);
  const half = Math.floor(options.window / 2);
  for (const track of tracks) {
    const heights = Float64Array.from(track, (i) => h[i]!);
    track.forEach((i, k) => {
      // At its ends a track still has a whole window beside a point.
      const start = Math.max(0, Math.min(k - half, track.length - options.window));
      const around = robustSpread(heights.subarray(start, start + options.window));
      difference[i] = h[i]! - around.median;
      spread[i] = options.local ? around.nmad : 0;
    });
  }
  const { nmad } = robustSpread(difference);
  const keep = Uint8Array.from(difference, (d, i) =>
    Math.abs(d) <= options.factor * Math.max(nmad, spread[i]!) ? 1 : 0,
  );
  const kept = keep.reduce((sum, k) => sum + k, 0);
  return { keep, kept, removed: h.length - kept, nmad, tracks: tracks.length };
}

function chainTracks(x: Float64Array, y: Float64Array, gap: number): number[][] {
  const tracks: number[][] = [];
  let open: number[][] = [];
  for (let i = 0; i < x.length; i++) {
    let [nearest, distance] = [null as number[] | null, gap];
    for (const track of open) {
      const end = track.at(-1)!;
      const d = Math.hypot(x[i]! - x[end]!, y[i]! - y[end]!);
      if (d <= distance) [nearest, distance] = [track, d];
    }
    if (nearest === null) {
      nearest = [];
      tracks.push(nearest);
    }
    nearest.push(i);
    open = [nearest, ...open.filter((track) => track !== nearest)].slice(0, OPEN_TRACKS);
  }
  return tracks;
}
