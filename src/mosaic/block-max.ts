import { type Combined, emptyCombined, type Wanted } from './contributor.js';
import { indexIn, type Layer, type LayerScene } from './layer.js';
import { pasteSole } from './paste.js';
import { spreadOf } from './statistics.js';

/**
 * Cuts the mosaic into blocks of `blockPx` x `blockPx` pixels, counted from its upper left corner, and takes each from the
 * layer with the greatest sum of heights in it (of equal ones the lowest order); layers without a valid pixel in the block are out.
 * Where that layer is missing, so is the mosaic. A block that reaches over the right or lower edge of the mosaic is judged as a whole.
 * Used for weights of low light, where a sum says how much of a block an input lights. After `dem_mosaic --block-max`
 * (Ames Stereo Pipeline), whose blocks end at the edge.
 *
 * `origin` is the position of the window on the mosaic; layers must be known `blockPx - 1` pixels around the window.
 */
export function blockMax(
  scene: LayerScene,
  blockPx: number,
  origin: { readonly col: number; readonly row: number },
  wanted: Wanted,
): Combined {
  const { layers, width, height, count } = scene;
  const combined = emptyCombined(count.length, { ...wanted, sigma: false });
  const byOrder = layers.toSorted((a, b) => a.order - b.order);
  const first = (start: number): number => Math.floor(start / blockPx) * blockPx - start;
  for (let row = first(origin.row); row < height; row += blockPx) {
    for (let col = first(origin.col); col < width; col += blockPx) {
      const winner = brightest(byOrder, col, row, blockPx);
      if (winner !== null) copyBlock(winner, col, row, blockPx, scene, combined);
    }
  }
  pasteSole(layers, width, height, combined, wanted.weightOf);
  return { ...combined, sigma: wanted.sigma ? spreadOf(scene) : null };
}

function brightest(layers: readonly Layer[], col: number, row: number, size: number): Layer | null {
  let winner: Layer | null = null;
  let greatest = -Infinity;
  for (const layer of layers) {
    const sum = sumIn(layer, col, row, size);
    if (sum !== null && sum > greatest) {
      winner = layer;
      greatest = sum;
    }
  }
  return winner;
}

/** Row by row from the block's upper left pixel, so that the sum is the same in every tile; null without a valid pixel. */
function sumIn({ heights, box }: Layer, col: number, row: number, size: number): number | null {
  let sum = 0;
  let valid = 0;
  for (let r = row; r < row + size; r++) {
    for (let c = col; c < col + size; c++) {
      const at = indexIn(box, c, r);
      if (at < 0 || Number.isNaN(heights[at])) continue;
      sum += heights[at];
      valid++;
    }
  }
  return valid === 0 ? null : sum;
}

function copyBlock(
  { heights, box, order }: Layer,
  col: number,
  row: number,
  size: number,
  { width, height }: LayerScene,
  combined: Combined,
): void {
  for (let r = Math.max(row, 0); r < Math.min(row + size, height); r++) {
    for (let c = Math.max(col, 0); c < Math.min(col + size, width); c++) {
      const at = indexIn(box, c, r);
      if (at < 0 || Number.isNaN(heights[at])) continue;
      combined.heights[r * width + c] = heights[at];
      combined.source[r * width + c] = order + 1;
    }
  }
}
