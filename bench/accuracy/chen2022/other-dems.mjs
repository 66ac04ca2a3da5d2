import { createRng } from '../../../dist/index.js';

/**
 * Models of the kinds that the paper's Table III compares with, made from a truth raster with square pixels: heights in metres, each with
 * errors of its kind. Shifts are east and north.
 */
export const OTHER_DEMS = {
  'LOLA-like': {
    cell: 30,
    ...{ shift: [10, -15], bias: -3 },
    describe: 'interpolated between tracks 300 m apart on average, each 1 m off in height and 15 m across',
    make: interpolatedTracks,
  },
  'GLD100-like': {
    cell: 100,
    ...{ shift: [80, -60], bias: 12 },
    describe: 'effective resolution of 1 km, bumps of 6 m',
    make: (truth, cell, rng) => bumpy(blurredCells(cellMeans(truth, cell), GLD_BLUR / cell), 6, rng),
  },
  'CE-2-like': {
    cell: 20,
    ...{ shift: [60, -90], bias: 6 },
    describe: 'stereo of 20 m, noise of 2 m',
    make: (truth, cell, rng) => bumpy(blurredCells(cellMeans(truth, cell), 1), 2, rng),
  },
};

/** Standard deviation of the blur that halves waves of 1 km, metres. */
const GLD_BLUR = 187;
const TRACK_SPACING = 300;
const TRACK_HEIGHT = 1;
const TRACK_PLACE = 15;

/** One of {@link OTHER_DEMS} as a raster, shifted in plan by its transform and in height by its bias. */
export function otherDem(name, truth, seed) {
  const { cell, shift, bias, make } = OTHER_DEMS[name];
  const { width, height, data } = make(truth, cell, createRng(seed));
  const [, , west, , , north] = truth.georef.transform;
  return {
    ...{ width, height, data: data.map((z) => z + bias) },
    georef: { ...truth.georef, transform: [cell, 0, west + shift[0], 0, -cell, north + shift[1]] },
  };
}

function cellMeans({ width, height, data, georef }, cell) {
  const step = Math.round(cell / georef.transform[0]);
  const [cols, rows] = [Math.floor(width / step), Math.floor(height / step)];
  const sums = new Float64Array(cols * rows);
  for (let r = 0; r < rows * step; r++) {
    for (let c = 0; c < cols * step; c++) {
      sums[Math.floor(r / step) * cols + Math.floor(c / step)] += data[r * width + c];
    }
  }
  return { width: cols, height: rows, data: Float32Array.from(sums, (s) => s / (step * step)) };
}

/** Gaussian blur by weights over what lies inside. */
function blurredCells({ width, height, data }, sigma) {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - reach) / sigma) ** 2),
  );
  const pass = (source, step, place, count) =>
    source.map((_, i) => {
      let [sum, weight] = [0, 0];
      for (let k = -reach; k <= reach; k++) {
        const at = place(i) + k;
        if (at < 0 || at >= count) continue;
        sum += weights[k + reach] * source[i + k * step];
        weight += weights[k + reach];
      }
      return sum / weight;
    });
  const alongRows = pass(data, 1, (i) => i % width, width);
  return { width, height, data: pass(alongRows, width, (i) => Math.floor(i / width), height) };
}

/** Smooth noise of two cells. */
function bumpy({ width, height, data }, size, rng) {
  const noise = blurredCells({ width, height, data: data.map(() => rng.normal()) }, 1);
  const spread = Math.sqrt(noise.data.reduce((sum, v) => sum + v * v, 0) / noise.data.length);
  return { width, height, data: data.map((z, i) => z + (size * noise.data[i]) / spread) };
}

/** North-south tracks at random distances; heights between two of them are linear. */
function interpolatedTracks(truth, cell, rng) {
  const pixel = truth.georef.transform[0];
  const means = cellMeans(truth, cell);
  const tracks = [];
  for (let x = TRACK_SPACING * rng.next(); x < means.width * cell; ) {
    tracks.push({ x, off: TRACK_HEIGHT * rng.normal(), across: TRACK_PLACE * rng.normal() });
    x += TRACK_SPACING * (0.25 - 0.75 * Math.log(1 - rng.next()));
  }
  const measured = ({ x, off, across }, row) => {
    const col = Math.min(Math.max(Math.round((x + across) / pixel), 0), truth.width - 1);
    const line = Math.min(Math.round(((row + 0.5) * cell) / pixel), truth.height - 1);
    return truth.data[line * truth.width + col] + off;
  };
  const data = means.data.map((_, i) => {
    const [x, row] = [((i % means.width) + 0.5) * cell, Math.floor(i / means.width)];
    const next = tracks.findIndex((track) => track.x > x);
    if (next <= 0) return measured(tracks.at(next === 0 ? 0 : -1), row);
    const [a, b] = [tracks[next - 1], tracks[next]];
    const share = (x - a.x) / (b.x - a.x);
    return (1 - share) * measured(a, row) + share * measured(b, row);
  });
  return { ...means, data };
}
