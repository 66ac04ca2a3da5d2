import { type Margin, uniformMargin, type Window } from '../core/window.js';
import { indexIn, type Layer } from './layer.js';
import { BIN_COUNT, binOf, type SparseHistogram, toSparse } from './seam-histogram.js';

/** Distance in pixels between a seam and the terrain it is compared with. */
const INSIDE_SHIFT = 8;

/** A stencil reaches one pixel before and two behind the first pixel of its pair. */
export function seamHalo(): Margin {
  return uniformMargin(INSIDE_SHIFT + 2);
}

/**
 * How the origin of the heights changes between two neighbouring pixels: at a `switch` the dominant source does, at
 * an `edge` it stays and another contributor begins or ends. Apart because a hard paste shows its steps in switches
 * only, an unweighted mean in edges only.
 */
export type SeamKind = 'edge' | 'switch';

export interface JumpCounts {
  /** Across the boundary. */
  readonly seam: SparseHistogram;
  /** The same stencil moved off the boundary by {@link INSIDE_SHIFT}, to either side. */
  readonly inside: SparseHistogram;
}

/** Jumps between two sources, `a < b`, 1-based in the user's order; `a` is 0 where no source dominates. */
export interface SeamPair {
  readonly a: number;
  readonly b: number;
  readonly kind: SeamKind;
  /** Metres. */
  readonly heightJump: JumpCounts;
  /** Difference of two slopes, rise over run. */
  readonly slopeJump: JumpCounts;
}

/** Integer counts of a tile or, merged, of a mosaic; sorted by `a`, `b`, `kind`. Plain JSON. */
export type SeamHistogram = readonly SeamPair[];

export interface SeamScene {
  /** The mosaic. This and the following planes cover the tile with at least {@link seamHalo} around it. */
  readonly heights: Float32Array;
  readonly source: Uint16Array;
  readonly count: Uint16Array;
  /** Code of the set of contributors; null where heights depend on the source alone. */
  readonly sets: Int32Array | null;
  readonly layers: readonly Layer[];
  readonly width: number;
  /** The owned pixels inside the planes. A pair of pixels belongs to the tile of its left or upper one. */
  readonly tile: Window;
  /** Metres, the same for every tile of a mosaic. */
  readonly pixelSize: { readonly x: number; readonly y: number };
}

export interface SeamResult {
  readonly histogram: SeamHistogram;
  /** Of the tile: 2 where the pixel and its right or lower neighbour form a switch, else 1 for an edge, else 0. */
  readonly mask: Uint8Array;
}

/**
 * Measures the mosaic at every boundary between sources, and the same beside it. Of four heights `h0 h1 h2 h3` in a
 * row or column, `h1` and `h2` on either side of the boundary,
 * - the height jump is `|h2 - h1 - ((h1 - h0) + (h3 - h2)) / 2|`: the step beyond what the slopes explain;
 * - the slope jump is `|(h3 - h2) - (h1 - h0)| / pixel size`.
 *
 * A boundary stencil with a missing height is left out, and so is an inside stencil whose four pixels are not all of
 * the same origin. Filled pixels belong to no source and make no boundary.
 */
export function measureSeams(scene: SeamScene): SeamResult {
  const { width, tile, pixelSize } = scene;
  const counters = createCounters(scene.layers);
  const origins = originCodes(scene);
  const mask = new Uint8Array(tile.width * tile.height);
  for (let row = 0; row < tile.height; row++) {
    const first = (tile.row + row) * width + tile.col;
    for (let col = 0; col < tile.width; col++) {
      const p = first + col;
      const origin = origins[p];
      if (origin === 0) continue;
      let mark = 0;
      const right = origins[p + 1];
      if (right !== origin && right !== 0) mark = measurePair(scene, counters, origins, p, 1, pixelSize.x);
      const below = origins[p + width];
      if (below !== origin && below !== 0) {
        mark = Math.max(mark, measurePair(scene, counters, origins, p, width, pixelSize.y));
      }
      mask[row * tile.width + col] = mark;
    }
  }
  return { histogram: collect(counters), mask };
}

/**
 * The jumps of {@link measureSeams} at the boundaries between any areas of a raster: pixels of one area have equal `codes`, those of none
 * have 0. The planes cover the `tile` with at least {@link seamHalo} around it.
 */
export function measureBoundaries(
  heights: Float32Array,
  codes: Int32Array,
  width: number,
  tile: Window,
  pixelSize: SeamScene['pixelSize'],
): Pick<SeamPair, 'heightJump' | 'slopeJump'> {
  const counts = new Uint32Array(4 * BIN_COUNT);
  for (let row = 0; row < tile.height; row++) {
    const first = (tile.row + row) * width + tile.col;
    for (let p = first; p < first + tile.width; p++) {
      const [code, right, below] = [codes[p], codes[p + 1], codes[p + width]];
      if (code === 0) continue;
      if (right !== code && right !== 0) measure(heights, codes, counts, p, 1, pixelSize.x);
      if (below !== code && below !== 0) measure(heights, codes, counts, p, width, pixelSize.y);
    }
  }
  return jumpsOf(counts);
}

/** Equal codes for pixels of equal origin, 0 where nothing contributes. */
function originCodes({ source, count, sets }: SeamScene): Int32Array {
  const codes = new Int32Array(source.length);
  for (let i = 0; i < codes.length; i++) {
    if (count[i] === 0) continue;
    const code = Math.imul(source[i], 0x9e3779b1) ^ (sets === null ? 0 : sets[i]);
    codes[i] = code === 0 ? 1 : code;
  }
  return codes;
}

/** Per pair of sources and kind: seam heights, inside heights, seam slopes, inside slopes. */
interface Counters {
  /** Sources of the tile with 0 in front, rising. */
  readonly sources: readonly number[];
  /** Place of a source in `sources`. */
  readonly places: Uint16Array;
  /** By `(place of a * sources.length + place of b) * 2 + (switch ? 1 : 0)`; filled on demand. */
  readonly slots: (Uint32Array | undefined)[];
}

const INSIDE = BIN_COUNT;
const SLOPES = 2 * BIN_COUNT;

function createCounters(layers: readonly Layer[]): Counters {
  const sources = [0, ...layers.map((c) => c.order + 1)].sort((a, b) => a - b);
  const places = new Uint16Array(sources[sources.length - 1] + 1);
  for (const [place, source] of sources.entries()) places[source] = place;
  return { sources, places, slots: new Array(2 * sources.length ** 2) };
}

function countsOf(counters: Counters, source1: number, source2: number, isSwitch: boolean): Uint32Array {
  const { places, sources, slots } = counters;
  const a = places[Math.min(source1, source2)];
  const b = places[Math.max(source1, source2)];
  const slot = (a * sources.length + b) * 2 + (isSwitch ? 1 : 0);
  slots[slot] ??= new Uint32Array(4 * BIN_COUNT);
  return slots[slot];
}

/** Counts the boundary between pixels `p` and `p + step`; returns its mark in the mask. */
function measurePair(
  scene: SeamScene,
  counters: Counters,
  origins: Int32Array,
  p: number,
  step: number,
  pixelSize: number,
): number {
  const { source, layers, width } = scene;
  const here = source[p];
  const there = source[p + step];
  if (here !== there) {
    measure(scene.heights, origins, countsOf(counters, here, there, true), p, step, pixelSize);
    return 2;
  }
  for (let c = 0; c < layers.length; c++) {
    if (isValidAt(layers[c], p, width) !== isValidAt(layers[c], p + step, width)) {
      measure(
        scene.heights,
        origins,
        countsOf(counters, here, layers[c].order + 1, false),
        p,
        step,
        pixelSize,
      );
    }
  }
  return 1;
}

function isValidAt({ heights, box }: Layer, p: number, width: number): boolean {
  const row = Math.floor(p / width);
  const at = indexIn(box, p - row * width, row);
  return at >= 0 && !Number.isNaN(heights[at]);
}

function measure(
  heights: Float32Array,
  origins: Int32Array,
  counts: Uint32Array,
  p: number,
  step: number,
  pixelSize: number,
): void {
  countStencil(heights, counts, 0, p, step, pixelSize);
  const shift = INSIDE_SHIFT * step;
  for (let q = p - shift; q <= p + shift; q += 2 * shift) {
    const origin = origins[q];
    const untouched =
      origin !== 0 &&
      origins[q - step] === origin &&
      origins[q + step] === origin &&
      origins[q + 2 * step] === origin;
    if (untouched) countStencil(heights, counts, INSIDE, q, step, pixelSize);
  }
}

function countStencil(
  heights: Float32Array,
  counts: Uint32Array,
  offset: number,
  p: number,
  step: number,
  pixelSize: number,
): void {
  const before = heights[p] - heights[p - step];
  const across = heights[p + step] - heights[p];
  const after = heights[p + 2 * step] - heights[p + step];
  const jump = Math.abs(across - (before + after) / 2);
  if (Number.isNaN(jump)) return;
  counts[offset + binOf(jump)]++;
  counts[offset + SLOPES + binOf(Math.abs(after - before) / pixelSize)]++;
}

function collect({ sources, slots }: Counters): SeamHistogram {
  const pairs: SeamPair[] = [];
  for (const [slot, counts] of slots.entries()) {
    if (counts === undefined) continue;
    pairs.push({
      a: sources[Math.floor(slot / 2 / sources.length)],
      b: sources[Math.floor(slot / 2) % sources.length],
      kind: slot % 2 === 1 ? 'switch' : 'edge',
      ...jumpsOf(counts),
    });
  }
  return pairs;
}

function jumpsOf(counts: Uint32Array): Pick<SeamPair, 'heightJump' | 'slopeJump'> {
  const part = (from: number): SparseHistogram => toSparse(counts.subarray(from, from + BIN_COUNT));
  return {
    heightJump: { seam: part(0), inside: part(INSIDE) },
    slopeJump: { seam: part(SLOPES), inside: part(SLOPES + INSIDE) },
  };
}
