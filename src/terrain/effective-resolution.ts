import { fft2 } from '../math/fft.js';

/**
 * What a DEM resolves, in the sense of Bland et al. (2021, Remote Sens. 13, 5097): the smallest features that are there, against what its
 * pixels promise. Bland et al. compare features by eye; here relief is compared with the truth wavelength by wavelength.
 */
export interface SlopeAgreement {
  /** One entry per third of an octave, from long to short wavelengths. */
  readonly bands: readonly AgreementBand[];
  /**
   * Down to this wavelength in pixels every band has at least half of the true slope (`response`) and at least half of what varies is
   * true (`coherence`), interpolated between bands; null when already the longest band has not.
   */
  readonly wavelength: number | null;
}

export interface AgreementBand {
  /** Geometric mean of its limits, pixels per cycle. */
  readonly wavelength: number;
  /** Share of the true slopes that the tested ones show: 1 all, 0 none or none of it true. */
  readonly response: number;
  /** Correlation of tested and true slopes, -1 to 1. */
  readonly coherence: number;
}

/** Edge of the square pieces whose spectra are averaged, a power of two. */
const PIECE = 256;
const BANDS_PER_OCTAVE = 3;
const LONGEST = 128;
const SHORTEST = 2;
const LIMIT = 0.5;

/**
 * Slopes of a tested DEM against those of the truth on the same grid by wavelength: mean cross- and power spectra (Welch, Hann window,
 * half overlap) of both gradient components. Heights row-major, of `width` columns; pixels are squares. Pieces with a missing (NaN) height
 * in either take no part.
 *
 * With result spectrum Z, truth T and their means over a band: response = Re<T* Z> / <|T|^2>, coherence = Re<T* Z> / sqrt(<|T|^2> <|Z|^2>).
 *
 * @returns null when no piece of 256 x 256 pixels is complete
 */
export function slopeAgreement(
  tested: Float32Array,
  truth: Float32Array,
  width: number,
): SlopeAgreement | null {
  const sums = bandSums();
  let pieces = 0;
  for (let row = 0; (row + PIECE) * width <= tested.length; row += PIECE / 2) {
    for (let col = 0; col + PIECE <= width; col += PIECE / 2) {
      const start = row * width + col;
      for (const step of [1, width]) {
        const [z, t] = [slopes(tested, start, width, step), slopes(truth, start, width, step)];
        if (z === null || t === null) break;
        addSpectra(sums, z, t);
        pieces++;
      }
    }
  }
  if (pieces === 0) return null;
  const bands = sums.map(({ wavelength, cross, tested: zz, truth: tt }) => ({
    wavelength,
    response: cross / tt,
    coherence: cross / Math.sqrt(zz * tt),
  }));
  return { bands, wavelength: resolvedWavelength(bands) };
}

interface BandSum {
  readonly wavelength: number;
  cross: number;
  tested: number;
  truth: number;
}

function bandSums(): BandSum[] {
  const count = BANDS_PER_OCTAVE * Math.log2(LONGEST / SHORTEST);
  const wavelength = (i: number): number => LONGEST * 2 ** (-(i + 0.5) / BANDS_PER_OCTAVE);
  return Array.from({ length: count }, (_, i) => ({
    wavelength: wavelength(i),
    ...{ cross: 0, tested: 0, truth: 0 },
  }));
}

/** Differences of neighbours, less their mean, under a Hann window; null where a height is missing. */
function slopes(heights: Float32Array, start: number, width: number, step: number): Float64Array | null {
  const out = new Float64Array(PIECE * PIECE);
  // The last row or column has no neighbour inside and stays 0; the window is 0 there, too.
  const [rows, cols] = step === 1 ? [PIECE, PIECE - 1] : [PIECE - 1, PIECE];
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const i = start + r * width + c;
      const d = heights[i + step]! - heights[i]!;
      out[r * PIECE + c] = d;
      sum += d;
    }
  }
  if (Number.isNaN(sum)) return null;
  const mean = sum / (rows * cols);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) out[r * PIECE + c] = (out[r * PIECE + c]! - mean) * hann(r) * hann(c);
  }
  return out;
}

const hann = (k: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / PIECE);

/** Both real images go through one transform: the first as real, the second as imaginary part. */
function addSpectra(sums: readonly BandSum[], tested: Float64Array, truth: Float64Array): void {
  const both = { re: tested, im: truth };
  fft2(both, PIECE, false);
  const { re, im } = both;
  for (let v = 0; v < PIECE; v++) {
    for (let u = 0; u < PIECE; u++) {
      const frequency = Math.hypot(Math.min(u, PIECE - u), Math.min(v, PIECE - v)) / PIECE;
      const band = sums[Math.floor(BANDS_PER_OCTAVE * Math.log2(LONGEST * frequency))];
      if (band === undefined) continue;
      const i = v * PIECE + u;
      const j = ((PIECE - v) % PIECE) * PIECE + ((PIECE - u) % PIECE);
      const [zRe, zIm] = [(re[i]! + re[j]!) / 2, (im[i]! - im[j]!) / 2];
      const [tRe, tIm] = [(im[i]! + im[j]!) / 2, (re[j]! - re[i]!) / 2];
      band.cross += zRe * tRe + zIm * tIm;
      band.tested += zRe * zRe + zIm * zIm;
      band.truth += tRe * tRe + tIm * tIm;
    }
  }
}

/** Where the lower of response and coherence first falls below the limit, linear in the logarithm of the wavelength. */
function resolvedWavelength(bands: readonly AgreementBand[]): number | null {
  const least = bands.map(({ response, coherence }) => Math.min(response, coherence));
  const first = least.findIndex((v) => !(v >= LIMIT));
  if (first === 0) return null;
  if (first < 0) return SHORTEST;
  const [a, b] = [least[first - 1]!, least[first]!];
  const share = Number.isNaN(b) ? 1 : (a - LIMIT) / (a - b);
  const [from, to] = [bands[first - 1]!.wavelength, bands[first]!.wavelength];
  return from * (to / from) ** share;
}
