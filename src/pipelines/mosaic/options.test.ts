import { describe, expect, test } from 'vitest';
import { parseCrs } from '../../geo/parse-crs.js';
import { type MosaicConfig, mosaicSchema } from './config.js';
import { refuseContradictions } from './contradictions.js';
import { integersOf, toIntegers } from './integer-samples.js';
import { outputTiles } from './output-tiles.js';
import { isRound, roundPieces } from './round-grid.js';

const config = (values: Partial<Record<keyof MosaicConfig, unknown>> = {}): MosaicConfig =>
  mosaicSchema.parse({ inputs: ['a.tif'], output: 'm.tif', ...values });

describe('refuseContradictions', () => {
  const lists = { weightList: 'w.txt', sigmaList: 's.txt' };

  test.each([
    ['--priority and --mode median', { mode: 'median', priority: 20 }],
    ['--centre-line and --mode first', { mode: 'first', centreLine: true }],
    ['--no-border-blend and --mode max', { mode: 'max', borderBlend: false }],
    ['--weight-list and --mode mean', { mode: 'mean', weightList: 'w.txt' }],
    ['--sigma-list and --mode mean', { mode: 'mean', sigmaList: 's.txt' }],
    ['--invert-weights needs --weight-list', { invertWeights: true }],
    ['--min-weight needs --weight-list', { minWeight: 1 }],
    ['--mode block-max needs --block-size', { mode: 'block-max' }],
    ['--block-size needs --mode block-max', { blockSize: 64 }],
    ['--uncertainty needs --sigma-list', { uncertainty: true }],
    ['--uncertainty and --mode median', { uncertainty: true, sigmaList: 's.txt', mode: 'median' }],
    ['--save-dem-weight and --mode nmad', { saveDemWeight: 0, mode: 'nmad' }],
    ['--hole-fill and --mode stddev', { holeFill: 4, mode: 'stddev' }],
    ['--fill-search-radius and --mode count', { fillSearchRadius: 4, mode: 'count' }],
    ['--dem-blur and --mode nmad', { demBlur: 1, mode: 'nmad' }],
    ['--max-seam and --mode count', { maxSeam: 2, mode: 'count' }],
    ['--tap and --tap-centres', { tap: true, tapCentres: true }],
    ['--bbox and --reference-grid', { bbox: [0, 0, 1, 1], referenceGrid: 'r.tif' }],
    ['--output-tile-size and --georef-tile-size', { outputTileSize: 512, georefTileSize: 1000 }],
    ['--tile-index and --tile-list', { outputTileSize: 512, tileIndex: 1, tileList: '0 1' }],
    ['--tile-index needs --output-tile-size', { tileIndex: 1 }],
    ['--tile-list needs --output-tile-size', { tileList: '1' }],
  ])('%s', (message, values) => {
    expect(() => refuseContradictions(config(values))).toThrow(message);
  });

  test('what dem_mosaic refuses goes together here', () => {
    for (const values of [
      { erode: 2, holeFill: 10, fillSearchRadius: 5, demBlur: 1, crs: 'EPSG:32633', tr: 5, priority: 20 },
      { priority: 20, tap: true, bbox: [0, 0, 1, 1], ...lists, propagateNodata: true, centreLine: true },
      { priority: 20, borderBlend: false, referenceGrid: 'r.tif', saveDemWeight: 0, source: true },
      { mode: 'median', nodataThreshold: 0, erode: 1, holeFill: 3, propagateNodata: true, source: true },
      { mode: 'mean', sigmaList: 's.txt', uncertainty: true, saveDemWeight: 0, demBlur: 2 },
    ]) {
      expect(() => refuseContradictions(config(values))).not.toThrow();
    }
  });
});

describe('integer samples', () => {
  const inputs = [{ info: { nodata: -9999 } }] as unknown as Parameters<typeof integersOf>[1];

  test('are rounded and clamped, and missing ones are nodata', () => {
    const heights = Float32Array.of(1.5, -1.5, 2.49, 40000, -40000, Number.NaN);
    const int16 = integersOf(config({ ot: 'Int16' }), inputs)!;
    expect(int16).toEqual({ dtype: 'int16', nodata: -9999 });
    expect(toIntegers(heights, int16)).toEqual(Int16Array.of(2, -2, 2, 32767, -32768, -9999));
    const byte = integersOf(config({ ot: 'Byte' }), inputs)!;
    expect(byte).toEqual({ dtype: 'uint8', nodata: 255 });
    expect(toIntegers(heights, byte)).toEqual(Uint8Array.of(2, 0, 2, 254, 0, 255));
  });

  test('a height that has the value of nodata is refused, and nodata that is no value of the type', () => {
    expect(() => toIntegers(Float32Array.of(5.2), { dtype: 'uint8', nodata: 5 })).toThrow(/nodata value 5/);
    expect(() => integersOf(config({ ot: 'Byte', nodata: -1 }), inputs)).toThrow('no value of --ot byte');
  });
});

describe('outputTiles', () => {
  const crs = parseCrs('EPSG:32633');
  const grid = { width: 1000, height: 700, transform: [10, 0, 0, 0, -20, 0] as const, crs };

  test('are counted row by row, in pixels or map units', () => {
    expect(outputTiles(config(), grid)).toBeNull();
    const tiles = outputTiles(config({ outputTileSize: 400 }), grid)!;
    expect(tiles).toHaveLength(6);
    expect(tiles[5]).toEqual({ index: 5, count: 6, window: { col: 800, row: 400, width: 200, height: 300 } });
    const [first] = outputTiles(config({ georefTileSize: 4000 }), grid)!;
    expect(first).toMatchObject({ count: 12, window: { width: 400, height: 200 } });
  });

  test('only those that are asked for, and none that do not exist', () => {
    const indices = (values: Partial<Record<keyof MosaicConfig, unknown>>) =>
      outputTiles(config({ outputTileSize: 400, ...values }), grid)!.map(({ index }) => index);
    expect(indices({ tileIndex: 4 })).toEqual([4]);
    expect(indices({ tileList: '5, 0;3 3' })).toEqual([0, 3, 5]);
    expect(() => indices({ tileIndex: 6 })).toThrow(
      '--tile-index names file 6; the mosaic has 6, from 0 to 5.',
    );
    expect(() => indices({ tileList: '1 x' })).toThrow('--tile-list names file x');
    expect(() => indices({ tileList: ' ' })).toThrow('--tile-list names no file');
  });
});

describe('rasters that go round the body', () => {
  const crs = parseCrs('EPSG:4326');
  const round = { width: 720, height: 10, transform: [0.5, 0, -180, 0, -0.5, 5] as const, crs };

  test('are read in pieces across their seam', () => {
    expect(isRound(round)).toBe(true);
    expect(isRound({ ...round, width: 700 })).toBe(false);
    const pieces = roundPieces(round, round, { col: -6, row: 0, width: 730, height: 1 });
    expect(pieces.map(({ window, shift }) => [window.col, window.width, shift + 0])).toEqual([
      [-6, 6, 720],
      [0, 720, 0],
      [720, 4, -720],
    ]);
  });

  test('on a target from 0 to 360', () => {
    const target = { ...round, transform: [0.5, 0, 0, 0, -0.5, 5] as const };
    const pieces = roundPieces(round, target, { col: 300, row: 0, width: 200, height: 1 });
    expect(pieces.map(({ window, shift }) => [window.col, window.width, shift + 0])).toEqual([
      [300, 60, 0],
      [360, 140, -720],
    ]);
  });
});
