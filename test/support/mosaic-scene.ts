import fc from 'fast-check';
import { createRng } from '../../src/core/rng.js';
import { expand, fullWindow, intersect, type Window } from '../../src/core/window.js';
import type { Contributor } from '../../src/mosaic/contributor.js';
import { type MosaicTile, mosaicHalo } from '../../src/mosaic/mosaic-tile.js';
import type { MosaicOptions } from '../../src/mosaic/options.js';

/** Size of the mosaic of a scene. */
export const WIDTH = 52;
export const HEIGHT = 44;
export const ALL: Window = fullWindow({ width: WIDTH, height: HEIGHT });

/** An input by its raster, which may reach out of the mosaic; heights and errors are functions of the mosaic's pixel. */
export interface SceneInput {
  readonly order: number;
  readonly raster: Window;
  readonly heightAt: (col: number, row: number) => number;
  readonly errorAt?: (col: number, row: number) => number;
  readonly weightAt?: (col: number, row: number) => number;
}

/** What a tile gets of the inputs: each on the part of its surroundings that the raster, and a rim around it, covers. */
export function tileOf(
  inputs: readonly SceneInput[],
  options: MosaicOptions,
  tile: Window = ALL,
): Omit<MosaicTile, 'withSigma'> {
  const wide = expand(tile, mosaicHalo(options));
  const contributors: Contributor[] = [];
  for (const input of inputs) {
    const box = intersect(expand(input.raster, { left: 3, top: 3, right: 3, bottom: 3 }), wide);
    if (box !== null) contributors.push(contributorOn(input, box, wide));
  }
  const { width, height } = tile;
  return { contributors, width, height, origin: tile, pixelSize: { x: 1, y: 1 }, options };
}

function contributorOn(input: SceneInput, box: Window, wide: Window): Contributor {
  const { raster, order, heightAt, errorAt, weightAt } = input;
  const plane = (at: (col: number, row: number) => number): Float32Array =>
    Float32Array.from({ length: box.width * box.height }, (_, i) => {
      const col = box.col + (i % box.width);
      const row = box.row + Math.floor(i / box.width);
      const isInside = intersect(raster, { col, row, width: 1, height: 1 }) !== null;
      return isInside ? at(col, row) : Number.NaN;
    });
  return {
    heights: plane(heightAt),
    order,
    box: { ...box, col: box.col - wide.col, row: box.row - wide.row },
    inside: Uint8Array.from(
      plane(() => 1),
      (v) => (v === 1 ? 1 : 0),
    ),
    ...(errorAt === undefined ? {} : { standardError: plane(errorAt) }),
    ...(weightAt === undefined ? {} : { weight: plane(weightAt) }),
  };
}

/** Rough ground with holes: the same heights for the same seed, whatever the raster. */
export function roughGround(seed: number, base: number, holes = 0.02): SceneInput['heightAt'] {
  const rng = createRng(seed);
  const size = 160;
  const ground = Float32Array.from({ length: size * size }, () => base + rng.normal());
  for (let i = 0; i < ground.length; i++) if (rng.next() < holes) ground[i] = Number.NaN;
  return (col, row) => ground[(row + 50) * size + col + 50];
}

/** Two to four inputs that overlap, in a canonical order that is not the user's. */
export const sceneInputs: fc.Arbitrary<SceneInput[]> = fc
  .record({
    rasters: fc.array(
      fc.record({
        col: fc.integer({ min: -12, max: 24 }),
        row: fc.integer({ min: -10, max: 20 }),
        width: fc.integer({ min: 14, max: 40 }),
        height: fc.integer({ min: 14, max: 34 }),
      }),
      { minLength: 2, maxLength: 4 },
    ),
    orders: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ rasters, orders, seed }) =>
    rasters.map((raster, k) => ({
      order: orders[k],
      raster,
      heightAt: roughGround(seed + k, 100 + 3 * k),
      errorAt: (col: number, row: number) => 1 + ((col * 7 + row * 3 + k) % 5),
      weightAt: (col: number, row: number) => ((col + row + k) % 23 === 0 ? 0 : 0.5 + k),
    })),
  );
