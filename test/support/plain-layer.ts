import type { Contributor } from '../../src/mosaic/contributor.js';
import type { Layer } from '../../src/mosaic/layer.js';

/** A contributor as it is combined when nothing is eroded, masked or weighted; its box begins at the window's corner. */
export function plainLayer({ heights, order }: Pick<Contributor, 'heights' | 'order'>, width: number): Layer {
  const box = { col: 0, row: 0, width, height: heights.length / width };
  return { heights, order, box, factor: null, sigma: null, holes: null };
}
