import type { Scene } from '../../adjust/scene.js';
import { sceneOf } from '../../adjust/scene.js';
import { CuestaError } from '../../core/errors.js';
import { pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { sameHorizontal } from '../../geo/crs.js';
import type { InputFile } from '../../product/inputs.node.js';

/** A scene of the block. Plain JSON. */
export interface BlockScene {
  /** File name without extension; unique. */
  readonly id: string;
  readonly path: string;
  readonly grid: Grid;
}

/** Largest quotient of the pixel sizes of two scenes. */
const MOST_COARSER = 4;

/**
 * The scenes of a job. Throws `geometry` when they do not share body and CRS or differ too much in resolution, `config` when
 * two have one name.
 */
export function blockScenes(inputs: readonly InputFile[]): BlockScene[] {
  const scenes = inputs.map(({ path, grid }) => ({ id: sceneName(path), path, grid }));
  const [first] = scenes;
  const finest = Math.min(...scenes.map(({ grid }) => pixelSize(grid.transform)[0]));
  for (const [i, { id, path, grid }] of scenes.entries()) {
    if (scenes.findIndex((other) => other.id === id) !== i) {
      throw new CuestaError('config', `Two scenes are called ${id}.`, {
        subject: path,
        hint: 'Scenes go by their file names: give each its own.',
      });
    }
    if (grid.crs.body.name !== first!.grid.crs.body.name || !sameHorizontal(grid.crs, first!.grid.crs)) {
      const names = `${first!.path} has ${first!.grid.crs.name}, ${path} ${grid.crs.name}`;
      throw new CuestaError('geometry', `The scenes of a block share one CRS: ${names}.`, {
        subject: path,
        hint: 'Convert them first: cuesta convert IN -o OUT --crs CRS.',
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

export function sceneName(path: string): string {
  const name = path.replace(/^.*[/\\]/, '').replace(/[?#].*$/, '');
  return name.replace(/\.[^.]+$/, '');
}

/** The scenes as the adjustment sees them. */
export function adjustmentScenes(scenes: readonly BlockScene[], orbits: readonly string[]): Scene[] {
  return scenes.map(({ id, grid }, i) => sceneOf(id, orbits[i] ?? null, grid));
}
