import type { Compute } from '../core/kernel.js';
import { fullWindow, type Margin } from '../core/window.js';
import { type Contributor, hasValid } from './contributor.js';
import { erode } from './erode.js';
import type { Layer } from './layer.js';
import type { MosaicOptions } from './options.js';

interface Place {
  /** Size of the planes of contributors without a box. */
  readonly width: number;
  readonly height: number;
  /** From there to the window that is combined. */
  readonly margin: Margin;
}

/** Masks and erodes the contributors, and leaves out those without a valid pixel. */
export async function prepareLayers(
  contributors: readonly Contributor[],
  { width, height, margin }: Place,
  options: MosaicOptions,
  compute: Compute,
  signal: AbortSignal | undefined,
): Promise<Layer[]> {
  const blended = options.mode === 'blend';
  const layers: Layer[] = [];
  for (const contributor of contributors) {
    const whole = contributor.box ?? fullWindow({ width, height });
    const heights = masked(contributor, blended);
    const { width: cols, height: rows } = whole;
    const erodePlane = (plane: Float32Array): Promise<Float32Array> =>
      options.erodePx > 0
        ? erode(plane, cols, rows, options.erodePx, compute, signal)
        : Promise.resolve(plane);
    const eroded = await erodePlane(heights);
    if (!hasValid(eroded)) continue;
    const onlyHoles = blended && options.blend.atBorders === false;
    layers.push({
      heights: eroded,
      box: { ...whole, col: whole.col - margin.left, row: whole.row - margin.top },
      order: contributor.order,
      factor: blended ? factorOf(contributor) : null,
      sigma: contributor.standardError ?? null,
      holes: onlyHoles ? await erodePlane(withoutBorder(heights, contributor.inside!)) : null,
    });
  }
  return layers;
}

/** The heights that have a weight, where weights matter, and a standard error, where they come with one. */
function masked({ heights, weight, standardError }: Contributor, blended: boolean): Float32Array {
  const planes = [blended ? weight : undefined, standardError].filter((plane) => plane !== undefined);
  if (planes.length === 0) return heights;
  const out = heights.slice();
  for (const plane of planes) {
    for (let i = 0; i < out.length; i++) if (!(plane[i] > 0 && plane[i] < Infinity)) out[i] = Number.NaN;
  }
  return out;
}

/** `weight / sigma^2`, whichever of them there is. */
function factorOf({ weight, standardError }: Contributor): Float32Array | null {
  if (standardError === undefined) return weight ?? null;
  return standardError.map((s, i) => (weight === undefined ? 1 : weight[i]) / (s * s));
}

/** Beyond the raster everything counts as valid: only what is missing inside makes a boundary. */
function withoutBorder(heights: Float32Array, inside: Uint8Array): Float32Array {
  return heights.map((h, i) => (inside[i] === 0 ? 0 : h));
}
