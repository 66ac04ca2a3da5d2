import { join } from 'node:path';
import { toMap } from '../../../dist/core/geo-transform.js';
import { fullWindow } from '../../../dist/core/window.js';
import { openRaster } from '../../../dist/io/open.node.js';
import { createNodeCompute } from '../../../dist/kernels/select.node.js';
import { heightsOn } from '../../../dist/pipelines/radar/heights-on.node.js';

/**
 * Where the error of DSMs comes from, per area, on cells that both images see. With `t` the error of the a-priori DEM (truth minus DEM)
 * and `c` what a DSM changes (DSM minus DEM), `c = gain * t + noise` by least squares: what is left of the DEM's error, `(1 - gain) * t`,
 * and the noise are orthogonal and make up the DSM's error. `bound` is the least error that any factor on the changes could reach. Besides, the share of cells that keep their column (changes of less
 * than half a column, `column` metres each), and the root mean square errors of these and of the others.
 */
export async function sharesOfError({ folder, areas }, names, column) {
  const compute = await createNodeCompute('wasm');
  try {
    const on = (name, grid, method) => heightsOnGrid(join(folder, name), grid, method, compute);
    const first = await read(join(folder, `${names[0]}.tif`));
    const { grid } = first;
    const truth = await on('truth.tif', grid, 'average');
    const dem = await on('a-priori.tif', grid, 'bilinear');
    const [left, right] = [
      await on('left-visibility.tif', grid, 'average'),
      await on('right-visibility.tif', grid, 'average'),
    ];
    const seen = truth.map((_, i) => (left[i] === 0 && right[i] === 0 ? 1 : 0));
    const result = {};
    for (const name of names) {
      const { data } = await read(join(folder, `${name}.tif`));
      result[name] = Object.fromEntries(
        areas.map((area) => {
          const cells = cellsOf(area, grid).filter(
            (i) => seen[i] === 1 && !Number.isNaN(data[i] + truth[i] + dem[i]),
          );
          return [area.name, split(cells, data, dem, truth, column)];
        }),
      );
    }
    return result;
  } finally {
    await compute.close();
  }
}

function split(cells, dsm, dem, truth, column) {
  const t = cells.map((i) => truth[i] - dem[i]);
  const c = cells.map((i) => dsm[i] - dem[i]);
  const products = c.reduce((sum, v, k) => sum + v * t[k], 0) / c.length;
  const gain = products / rms(t) ** 2;
  const correlation = products / (rms(c) * rms(t));
  const errors = c.map((v, k) => v - t[k]);
  const stays = c.map((v) => Math.abs(v) < column / 2);
  return {
    gain,
    correlation,
    bound: rms(t) * Math.sqrt(1 - correlation ** 2),
    dem: rms(t),
    left: Math.abs(1 - gain) * rms(t),
    noise: rms(c.map((v, k) => v - gain * t[k])),
    error: rms(errors),
    stay: stays.filter(Boolean).length / cells.length,
    errorStaying: rms(errors.filter((_, k) => stays[k])),
    errorMoved: rms(errors.filter((_, k) => !stays[k])),
  };
}

function rms(values) {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
}

function cellsOf({ bounds: [xmin, ymin, xmax, ymax] }, { width, height, transform }) {
  const cells = [];
  for (let i = 0; i < width * height; i++) {
    const [x, y] = toMap(transform, (i % width) + 0.5, Math.floor(i / width) + 0.5);
    if (x > xmin && x < xmax && y > ymin && y < ymax) cells.push(i);
  }
  return cells;
}

async function read(path) {
  const source = await openRaster(path);
  try {
    const { data, georef, width, height } = await source.readRaster(fullWindow(source.info));
    return { data, grid: { width, height, ...georef } };
  } finally {
    await source.close();
  }
}

async function heightsOnGrid(path, target, method, compute) {
  const { grid } = await read(path);
  return heightsOn({ path, grid, shift: null }, target, null, method, compute, new AbortController().signal);
}
