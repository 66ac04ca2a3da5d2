import { scale } from '../core/geo-transform.js';
import type { Vector3 } from '../geo/geodetic.js';
import type { Placement } from './placement.js';
import type { Surface } from './surface.js';

/** The surface with pixels twice as wide and high: means of what is valid of 2 x 2 samples. */
export function halveSurface({ grid, data }: Surface): Surface {
  const width = Math.floor(grid.width / 2);
  const height = Math.floor(grid.height / 2);
  const out = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const i = 2 * row * grid.width + 2 * col;
      let [sum, count] = [0, 0];
      for (const v of [data[i]!, data[i + 1]!, data[i + grid.width]!, data[i + grid.width + 1]!]) {
        if (Number.isNaN(v)) continue;
        sum += v;
        count++;
      }
      out[row * width + col] = count === 0 ? Number.NaN : sum / count;
    }
  }
  return { grid: { ...grid, width, height, transform: scale(grid.transform, 2, 2) }, data: out };
}

/** The placement in the pixels of a surface with pixels `factor` times as large. */
export function onCoarserSurface(placement: Placement, factor: number): Placement {
  return {
    ...placement,
    col: placement.col.map((v) => v / factor),
    row: placement.row.map((v) => v / factor),
    maps: placement.maps.map(({ col, row }) => ({ col: divided(col, factor), row: divided(row, factor) })),
  };
}

function divided([x, y, z]: Vector3, factor: number): Vector3 {
  return [x / factor, y / factor, z / factor];
}
