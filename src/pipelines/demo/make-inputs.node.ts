import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow, type Raster } from '../../core/raster.js';
import type { JobContext } from '../../product/job-context.js';
import { writeRaster } from '../../product/write-raster.node.js';
import { cutPiece, type PieceOptions } from '../../simulate/pieces.js';
import { createTerrain, sampleTerrain, type Terrain } from '../../simulate/terrain.js';
import type { DemoFiles } from './demo-files.node.js';
import type { DemoScene } from './scene.js';

const STRIP_ROWS = 128;

/** Makes the terrain and writes the truth, the pieces and, without terrain, the errors of each piece. */
export async function makeInputs(
  scene: DemoScene,
  pieces: readonly PieceOptions[],
  files: DemoFiles,
  context: JobContext,
): Promise<void> {
  const terrain = createTerrain(scene.terrain);
  const truth = await sampleInStrips(terrain, scene.grid, context);
  const { terrain: config, seed } = scene;
  await writeRaster(
    { ...metres(files.truth, truth), description: 'height', config: { ...config }, seed },
    context,
  );
  const level: Terrain = { ...terrain, heightAt: () => 0 };
  for (const [i, piece] of pieces.entries()) {
    const { name, bias, whiteNoise, smoothNoise, smoothPx, holes, raggedPx, seed } = piece;
    const config = { bias, whiteNoise, smoothNoise, smoothPx, holes, raggedPx };
    for (const [ground, path, description] of [
      [terrain, files.piece(name), 'height'],
      [level, files.error(name), 'error'],
    ] as const) {
      // Lets a Ctrl-C in: cutting a piece keeps the thread busy.
      await setImmediate();
      throwIfAborted(context.signal);
      const { raster } = cutPiece(ground, piece);
      await writeRaster({ ...metres(path, raster), description, config, seed }, context);
    }
    context.progress({ stage: 'cutting pieces', done: i + 1, total: pieces.length });
  }
}

function metres(path: string, { width, height, georef, data }: Raster) {
  return { path, grid: { width, height, ...georef }, samples: data, unit: 'metre' };
}

async function sampleInStrips(
  terrain: Terrain,
  grid: Grid,
  { signal, progress }: JobContext,
): Promise<Raster> {
  const { width, height, transform, crs } = grid;
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row += STRIP_ROWS) {
    await setImmediate();
    throwIfAborted(signal);
    const strip = { col: 0, row, width, height: Math.min(STRIP_ROWS, height - row) };
    data.set(sampleTerrain(terrain, gridWindow(grid, strip)).data, row * width);
    progress({ stage: 'making terrain', done: row + strip.height, total: height });
  }
  return { width, height, data, georef: { transform, crs } };
}
