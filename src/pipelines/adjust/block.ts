import type { Scene } from '../../adjust/scene.js';
import { sceneOf } from '../../adjust/scene.js';
import { CuestaError } from '../../core/errors.js';
import { pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { sameBody } from '../../geo/bodies.js';
import { sameHorizontal } from '../../geo/crs.js';
import type { HeightShift } from '../../product/height-shift.js';
import type { InputFile } from '../../product/inputs.node.js';
import { gridInBlock } from './block-grid.js';

/** A scene of the block. Plain JSON. */
export interface BlockScene {
  /** File name without extension; unique. */
  readonly id: string;
  readonly path: string;
  /** Its pixels in the CRS of the block: its own ones, or where it is in another CRS, north-up ones of about their size. */
  readonly grid: Grid;
  /** The pixels of the file where it is in another CRS than the block; null where `grid` has them. */
  readonly own: Grid | null;
  /** Conversion of its heights to the block's vertical datum; null when they agree. */
  readonly shift: HeightShift | null;
}

/** Largest quotient of the pixel sizes of two scenes. */
const MOST_COARSER = 4;

/**
 * The scenes of a job in the CRS of its output. Throws `geometry` when they lie on different bodies or differ too much in
 * resolution, `config` when two have one name.
 *
 * @param shifts per input
 */
export function blockScenes(
  inputs: readonly InputFile[],
  output: Grid,
  shifts: readonly (HeightShift | null)[],
): BlockScene[] {
  const lattice = inputs.find(({ grid }) => sameHorizontal(grid.crs, output.crs))?.grid ?? output;
  const scenes = inputs.map(({ path, grid }, i): BlockScene => {
    return { id: sceneName(path), path, ...gridInBlock(grid, lattice), shift: shifts[i] ?? null };
  });
  const finest = Math.min(...scenes.map(({ grid }) => pixelSize(grid.transform)[0]));
  for (const [i, { id, path, grid }] of scenes.entries()) {
    if (scenes.findIndex((other) => other.id === id) !== i) {
      throw new CuestaError('config', `Two scenes are called ${id}.`, {
        subject: path,
        hint: 'Scenes go by their file names: give each its own.',
      });
    }
    const coarser = pixelSize(grid.transform)[0] / finest;
    if (coarser > MOST_COARSER) {
      throw new CuestaError(
        'geometry',
        `${path} has pixels ${coarser.toFixed(1)} times those of the finest scene.`,
        {
          subject: path,
          hint: `Scenes may differ by a factor of ${MOST_COARSER}; use a coarse DEM as --reference instead.`,
        },
      );
    }
  }
  return scenes;
}

/** Throws `geometry` when two rasters of a job lie on different bodies. */
export function requireOneBody(inputs: readonly InputFile[]): void {
  const [first] = inputs;
  for (const { path, grid } of inputs) {
    if (sameBody(grid.crs, first!.grid.crs)) continue;
    const bodies = `${first!.path} on ${first!.grid.crs.body.name}, ${path} on ${grid.crs.body.name}`;
    throw new CuestaError('geometry', `The inputs lie on different bodies: ${bodies}.`, {
      subject: path,
      hint: 'Use scenes and reference DEM of one body.',
    });
  }
}

export function sceneName(path: string): string {
  const name = path.replace(/^.*[/\\]/, '').replace(/[?#].*$/, '');
  return name.replace(/\.[^.]+$/, '');
}

/** The scenes as the adjustment sees them. */
export function adjustmentScenes(scenes: readonly BlockScene[], orbits: readonly string[]): Scene[] {
  return scenes.map(({ id, grid }, i) => sceneOf(id, orbits[i] ?? null, grid));
}
