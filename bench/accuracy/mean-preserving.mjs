/** Cells beyond the known ones that are filled, so that interpolation has something to go on with. */
const RIM = 4;
/** Rounds of smoothing at every size, and how far each goes: 1/64 is the most that is stable. */
const [ROUNDS, STEP] = [40, 1 / 64];

/**
 * What lies between the cells of a coarse raster, on pixels of `1 / factor` of a cell, a power of two: as smooth as can be (least sum of
 * squares of the Laplacian, approached step by step, doubling the size) and with the cells as means over their pixels, after Tobler (1979,
 * J. Am. Stat. Assoc. 74, 519), who takes the gradient. Cubic convolution of cells that are means has smaller contrasts than the ground.
 * Missing cells are NaN; RIM cells beyond the known ones are filled from their neighbours.
 */
export function meanPreserving(cells, factor) {
  const { width: cols, height: rows, georef } = cells;
  const start = fillOut(cells.data, cols, rows);
  let shape = { cols, factor: 1, width: cols };
  let data = start;
  while (shape.factor < factor) {
    data = doubled(data, shape.width);
    shape = { cols, factor: 2 * shape.factor, width: 2 * shape.width };
    for (let round = 0; round < ROUNDS; round++) {
      const curvature = laplacian(laplacian(data, shape.width), shape.width);
      data = data.map((z, i) => z - STEP * curvature[i]);
      addMissing(data, cells.data, shape);
    }
  }
  const [a, b, c, d, e, f] = georef.transform;
  const transform = [a / factor, b / factor, c, d / factor, e / factor, f];
  return { width: shape.width, height: rows * factor, data, georef: { ...georef, transform } };
}

/** Every sample four times. */
function doubled(data, width) {
  const wide = 2 * width;
  return Float32Array.from({ length: 4 * data.length }, (_, i) => {
    return data[Math.floor(i / wide / 2) * width + Math.floor((i % wide) / 2)];
  });
}

/** Adds to the pixels of every cell what its mean lacks, in place; those of missing cells stay as they are. */
function addMissing(data, cells, { cols, factor, width }) {
  const cellOf = (i) => Math.floor(i / width / factor) * cols + Math.floor((i % width) / factor);
  const sums = new Float64Array(cells.length);
  for (let i = 0; i < data.length; i++) sums[cellOf(i)] += data[i];
  const lacks = Float64Array.from(cells, (z, k) => (Number.isNaN(z) ? 0 : z - sums[k] / factor ** 2));
  for (let i = 0; i < data.length; i++) data[i] += lacks[cellOf(i)];
}

/** The sum of what the four neighbours have more, as far as there are any. */
function laplacian(data, width) {
  const height = data.length / width;
  const out = new Float32Array(data.length);
  for (let r = 0, i = 0; r < height; r++) {
    const [up, down] = [r > 0 ? width : 0, r < height - 1 ? width : 0];
    for (let c = 0; c < width; c++, i++) {
      const own = data[i];
      const more = (step) => {
        const other = data[i + step];
        return Number.isNaN(other) ? 0 : other - own;
      };
      out[i] = more(-up) + more(down) + more(c > 0 ? -1 : 0) + more(c < width - 1 ? 1 : 0);
    }
  }
  return out;
}

function fillOut(cells, cols, rows) {
  let filled = cells;
  for (let k = 0; k < RIM; k++) {
    const before = filled;
    filled = before.map((z, i) => (Number.isNaN(z) ? meanAround(before, i, cols, rows) : z));
  }
  return filled;
}

function meanAround(cells, i, cols, rows) {
  const [row, col] = [Math.floor(i / cols), i % cols];
  let [sum, count] = [0, 0];
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, col - 1); c <= Math.min(cols - 1, col + 1); c++) {
      const z = cells[r * cols + c];
      if (Number.isNaN(z)) continue;
      sum += z;
      count++;
    }
  }
  return sum / count;
}
