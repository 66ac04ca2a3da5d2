import { CuestaError } from '../../core/errors.js';
import type { RasterSource } from '../../core/raster-source.js';
import type { Rng } from '../../core/rng.js';
import type { Window } from '../../core/window.js';
import { crop } from '../../mosaic/crop.js';
import { GUIDANCE_CHANNELS, type Guidance } from '../../networks/jspsr/config.js';
import { DFC30_LAYERS, guidanceLayer } from '../../networks/jspsr/dfc30/layers.js';
import { tilePlaces } from '../../networks/jspsr/dfc30/tile-places.js';
import { jspsrSample, jspsrShapes } from '../../networks/jspsr/samples/jspsr-sample.js';
import { turned } from '../../nn/train/dihedral.js';
import type { FlatValues } from '../../nn/train/initial-state.js';
import { augmented, type SampleSource } from '../../nn/train/sample-source.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { type Dfc30Tiles, tilesPerSample } from './dfc30.js';

/** Data worker of `dfc30`: reads the files of a sample when one of its tiles is asked for. */
export function createSampleSource(options: unknown): SampleSource {
  const { config, samples } = options as Dfc30Tiles;
  const { size, sample: side, guidance } = config;
  const sources = createSourcePool();
  const places = tilePlaces(side, size);
  const perSample = tilesPerSample(config);
  const all = async (path: string, window: Window, bands: number): Promise<Float32Array[]> => {
    const source = await sources.get(path);
    const read = (band: number) => readBand(source, window, band);
    return Promise.all(Array.from({ length: bands }, (_, band) => read(band)));
  };
  const source: SampleSource = {
    count: samples.length * perSample,
    shapes: jspsrShapes(size, guidance),
    async read(index, rng) {
      const { files } = samples[Math.floor(index / perSample)]!;
      const window = windowOf(index % perSample, config.crop === 'random' ? rng : null);
      const [whole] = await all(files[config.dem]!, { col: 0, row: 0, width: side, height: side }, 1);
      const [truth] = await all(files[DFC30_LAYERS.truth]!, window, 1);
      requireWhole(whole!, files[config.dem]!);
      requireWhole(truth!, files[DFC30_LAYERS.truth]!);
      const channels = async (name: Guidance): Promise<[Guidance, Float32Array[]]> => {
        const count = GUIDANCE_CHANNELS[name];
        if (config.blind) return [name, Array.from({ length: count }, () => new Float32Array(size ** 2))];
        return [name, await all(files[guidanceLayer(name)]!, window, count)];
      };
      const tile = {
        ...{ whole: whole!, dem: crop(whole!, side, window), truth: truth! },
        guidance: Object.fromEntries(await Promise.all(guidance.map(channels))),
      };
      return jspsrSample(tile, guidance, config.heights);
    },
    close: () => sources.close(),
  };
  return config.augment ? augmented(source, turnedAsPublished) : source;

  function windowOf(place: number, rng: Rng | null): Window {
    const free = side - size + 1;
    const [col, row] =
      rng === null
        ? [places[place % places.length]!, places[Math.floor(place / places.length)]!]
        : [rng.int(free), rng.int(free)];
    return { col, row, width: size, height: size };
  }
}

/** Missing heights would be learned as some height. */
function requireWhole(heights: Float32Array, path: string): void {
  if (!heights.some(Number.isNaN)) return;
  throw new CuestaError('input', `${path} has missing heights.`, {
    subject: path,
    hint: 'Remove the sample from all layers: cuesta dataset dfc30 leaves out those with gaps.',
  });
}

/** Half of the samples as they are; the others turned by 90, 180 or 270 degrees, then mirrored left-right and up-down by halves. */
function turnedAsPublished(sample: FlatValues, shapes: SampleSource['shapes'], rng: Rng): FlatValues {
  if (rng.next() < 0.5) return sample;
  // Bits of `turned`: 1 swaps rows and columns, 2 mirrors left and right, 4 up and down. Quarter turns are a swap and one mirror.
  const turn = [5, 6, 3][rng.int(3)]!;
  const symmetry = turn ^ (rng.next() < 0.5 ? 2 : 0) ^ (rng.next() < 0.5 ? 4 : 0);
  return Object.fromEntries(
    Object.entries(sample).map(([field, values]) => [field, turned(values, shapes[field]!, symmetry)]),
  );
}

async function readBand(source: RasterSource, window: Window, band: number): Promise<Float32Array> {
  return (await source.readRaster(window, { band })).data;
}
