import { createWindowReader, middleOfSorted, sortFirst } from './window-samples.js';

/** Heights with `radius` pixels more than the result on every side; NaN where missing. */
export interface PaddedHeights {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

export interface BilateralOptions {
  /** Of the Gaussian of distances, in pixels. */
  readonly sigmaDistance: number;
  /** Of the Gaussian of height differences, in metres. */
  readonly sigmaHeight: number;
}

export interface SpikeOptions {
  /** A spike is farther than this from the median of its neighbours, in metres. */
  readonly threshold: number;
  /** And farther than this many robust standard deviations of the neighbours. */
  readonly sigmas: number;
  readonly replacement: 'median' | 'missing';
}

/** Median of the square around every height, over the heights that are there (the mean of two middle ones); missing ones stay missing. */
export function medianFilter(padded: PaddedHeights): Float32Array {
  const reader = createWindowReader(padded.data, padded.width, padded.radius);
  return filterInside(padded, (at) => {
    const count = reader.read(at, true);
    sortFirst(reader.samples, count);
    return middleOfSorted(reader.samples, count);
  });
}

/**
 * Bilateral filter (Tomasi & Manduchi 1998, ICCV, 839-846): mean of the heights in the disc around every height, weighted by Gaussians of
 * distance and of the difference in height, so that noise is smoothed and steps stay. Missing heights have no weight and stay missing.
 */
export function bilateralFilter(
  padded: PaddedHeights,
  { sigmaDistance, sigmaHeight }: BilateralOptions,
): Float32Array {
  const { data, width, radius } = padded;
  const offsets: number[] = [];
  const weights: number[] = [];
  for (let row = -radius; row <= radius; row++) {
    for (let col = -radius; col <= radius; col++) {
      const squared = row * row + col * col;
      if (squared > radius * radius) continue;
      offsets.push(row * width + col);
      weights.push(Math.exp(-squared / (2 * sigmaDistance ** 2)));
    }
  }
  const perSquare = -1 / (2 * sigmaHeight ** 2);
  return filterInside(padded, (at) => {
    const centre = data[at];
    let sum = 0;
    let total = 0;
    for (let k = 0; k < offsets.length; k++) {
      const difference = data[at + offsets[k]] - centre;
      if (Number.isNaN(difference)) continue;
      const weight = weights[k] * Math.exp(difference * difference * perSquare);
      sum += weight * difference;
      total += weight;
    }
    return centre + sum / total;
  });
}

/** Neighbours that are needed to judge a height. */
const FEWEST_NEIGHBOURS = 3;
/** Standard deviations of a normal distribution per median absolute deviation. */
const SIGMAS_PER_MAD = 1.4826;

/**
 * Replaces spikes, or makes them missing; other heights stay as they are. A spike differs from the median of its neighbours in the square by
 * more than `threshold` and by more than `sigmas` times their median absolute deviation x 1.4826 (the Hampel identifier: Davies & Gather
 * 1993, JASA 88, 782-792; here the judged height does not take part). A height with fewer than three neighbours stays.
 */
export function removeSpikes(
  padded: PaddedHeights,
  { threshold, sigmas, replacement }: SpikeOptions,
): Float32Array {
  const { data, width, radius } = padded;
  const { read, samples } = createWindowReader(data, width, radius);
  return filterInside(padded, (at) => {
    const height = data[at];
    const count = read(at, false);
    if (count < FEWEST_NEIGHBOURS) return height;
    sortFirst(samples, count);
    const median = middleOfSorted(samples, count);
    const distance = Math.abs(height - median);
    if (!(distance > threshold)) return height;
    if (sigmas > 0) {
      for (let i = 0; i < count; i++) samples[i] = Math.abs(samples[i] - median);
      sortFirst(samples, count);
      if (!(distance > sigmas * SIGMAS_PER_MAD * middleOfSorted(samples, count))) return height;
    }
    return replacement === 'median' ? median : Number.NaN;
  });
}

/** Applies `filter` to every height inside; missing ones stay missing. */
function filterInside(
  { data, width, height, radius }: PaddedHeights,
  filter: (at: number) => number,
): Float32Array {
  const out = new Float32Array((width - 2 * radius) * (height - 2 * radius));
  let o = 0;
  for (let row = radius; row < height - radius; row++) {
    for (let col = radius; col < width - radius; col++, o++) {
      const at = row * width + col;
      out[o] = Number.isNaN(data[at]) ? Number.NaN : filter(at);
    }
  }
  return out;
}
