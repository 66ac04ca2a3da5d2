import type { Painter } from '../../report/colour-table.js';
import type { TerrainOptions } from '../../terrain/terrain-window.js';

/**
 * Red, green, blue and opacity of heights: their colours times 1 + strength (s - 1), where s is the shade relative to that of level
 * ground, so that level ground keeps its colour under any sun. What is seen is at least 1 in every band: 0 is for transparent pixels.
 *
 * @param shade grey levels 1 to 255, 0 where there is none; null for colours alone
 */
export function paintRelief(
  heights: Float32Array,
  paint: Painter,
  shade: Uint8Array | null,
  options: { readonly options: TerrainOptions; readonly strength: number } | null,
): [red: Uint8Array, green: Uint8Array, blue: Uint8Array, alpha: Uint8Array] {
  const bands = Array.from({ length: 4 }, () => new Uint8Array(heights.length));
  const level = options === null ? 1 : levelShade(options.options);
  const strength = options?.strength ?? 0;
  const rgba = new Uint8Array(4);
  for (let i = 0; i < heights.length; i++) {
    paint(heights[i], rgba, 0);
    if (rgba[3] === 0) continue;
    const grey = shade === null ? 0 : shade[i];
    const factor = grey === 0 ? 1 : 1 + strength * (grey / level - 1);
    for (let c = 0; c < 3; c++) bands[c][i] = Math.max(1, Math.min(255, Math.round(rgba[c] * factor)));
    bands[3][i] = rgba[3];
  }
  return bands as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
}

/** Grey level of level ground. */
function levelShade({ product }: TerrainOptions): number {
  if (product.kind !== 'hillshade') return 255;
  if (product.variant === 'combined' || product.variant === 'igor') return 255;
  return Math.max(1, Math.floor(1.5 + 254 * Math.sin((product.altitudeDeg * Math.PI) / 180)));
}
