import type { WindowSource } from '../resample/resample-window.js';
import type { TieCandidate } from './match-ties.js';

/**
 * Candidates moved to the nearest place at most `reach` pixels away (along columns and rows) where the whole chip has heights; those
 * without such a place are left out.
 *
 * @param chip side in pixels, odd
 */
export async function completePlaces(
  source: WindowSource,
  candidates: readonly TieCandidate[],
  chip: number,
  reach: number,
  signal: AbortSignal,
): Promise<TieCandidate[]> {
  const half = (chip - 1) / 2 + reach;
  const side = 2 * half + 1;
  const places: TieCandidate[] = [];
  for (const candidate of candidates) {
    const window = { col: candidate.col - half, row: candidate.row - half, width: side, height: side };
    const { data } = await source.readRaster(window, { signal });
    const nearest = nearestComplete(data, side, chip, reach);
    if (nearest === null) continue;
    const [right, down] = nearest;
    places.push({ ...candidate, col: candidate.col + right, row: candidate.row + down });
  }
  return places;
}

function nearestComplete(
  data: Float32Array,
  side: number,
  chip: number,
  reach: number,
): readonly [right: number, down: number] | null {
  const stride = side + 1;
  const missing = new Int32Array(stride * stride);
  for (let row = 0; row < side; row++) {
    let line = 0;
    for (let col = 0; col < side; col++) {
      if (Number.isNaN(data[row * side + col])) line++;
      missing[(row + 1) * stride + col + 1] = missing[row * stride + col + 1] + line;
    }
  }
  let best: readonly [number, number] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const distance = right * right + down * down;
      if (distance >= least) continue;
      const at = (reach + down) * stride + reach + right;
      const below = at + chip * stride;
      if (missing[below + chip] - missing[below] - missing[at + chip] + missing[at] > 0) continue;
      best = [right, down];
      least = distance;
    }
  }
  return best;
}
