import { type ControlSplit, splitControl } from '../../adjust/split-control.js';
import { type GeoTransform, pixelSize } from '../../core/geo-transform.js';
import { fullWindow } from '../../core/window.js';
import type { Overlap } from '../../match/overlap-graph.js';
import { windowBounds } from '../../resample/bounds.js';
import type { ControlTask, HeightTieTask, ObservationTask } from './adjust-task.js';
import type { BlockScene } from './block.js';
import type { AdjustConfig } from './config.js';
import type { BlockControlPoint } from './control-points.node.js';
import { comparesReference } from './datum-choice.js';
import { tiePoints } from './tie-points.js';

/**
 * Chips of height differences need no texture, and cubics need many of them, out to the overlap's edges: sides in pixels, part
 * of the width that they span, most columns and rows.
 */
const HEIGHT_CHIP = 15;
const SPREAD = 0.9;
const MOST_COLUMNS = 15;
const MOST_ROWS = 80;

/**
 * Everything that is measured in heights, with the scenes at given positions.
 *
 * @param split null without control points
 * @param moves per scene, from raw to corrected map coordinates
 */
export function heightTasks(
  overlaps: readonly Overlap[],
  block: readonly BlockScene[],
  split: ControlSplit<BlockControlPoint> | null,
  moves: readonly GeoTransform[],
  config: AdjustConfig,
): ObservationTask[] {
  const points = split === null ? null : [...split.control, ...split.check];
  return [
    ...overlaps.map((overlap) => heightTieTask(overlap, block, moves, config)),
    ...(points === null ? [] : block.map((scene, i) => controlTask(i, scene, moves[i]!, points))),
    ...(comparesReference(config)
      ? block.map((_, scene) => ({ kind: 'reference-heights', scene, plan: moves[scene]! }) as const)
      : []),
  ];
}

/** The control points of a block, thinned on a grid of the first scene's pixels. */
export function splitPoints(
  points: readonly BlockControlPoint[],
  first: BlockScene,
  { thin, checkPoints, seed }: AdjustConfig,
): ControlSplit<BlockControlPoint> {
  const [pixel] = pixelSize(first.grid.transform);
  // Without thinning every point has a cell of its own.
  const cellSize = thin === 0 ? pixel * Number.EPSILON : thin * pixel;
  return splitControl(points, { cellSize, checkCount: checkPoints, seed });
}

function heightTieTask(
  overlap: Overlap,
  block: readonly BlockScene[],
  moves: readonly GeoTransform[],
  config: AdjustConfig,
): HeightTieTask {
  const [a, b] = [overlap.a, overlap.b].map((id) => block.findIndex((scene) => scene.id === id)) as [
    number,
    number,
  ];
  const pixel = Math.max(...[a, b].map((i) => pixelSize(block[i]!.grid.transform)[0]));
  const { covered } = overlap;
  const length = (Math.max(covered.window.width, covered.window.height) * covered.lattice.cell) / pixel;
  const chip = Math.min(HEIGHT_CHIP, config.chip);
  const spacing = Math.max(chip, length / MOST_ROWS);
  // The overlap is known in raw coordinates of both scenes: their corrections are small against it.
  const points = tiePoints(overlap, pixel, { chip, columns: MOST_COLUMNS, spacing, spread: SPREAD });
  return { kind: 'height-ties', a, b, points, chip, planA: moves[a]!, planB: moves[b]! };
}

function controlTask(
  scene: number,
  { grid }: BlockScene,
  plan: GeoTransform,
  points: readonly BlockControlPoint[],
): ControlTask {
  const { xmin, xmax, ymin, ymax } = windowBounds(grid.transform, fullWindow(grid));
  const inside = points.filter(({ x, y }) => x >= xmin && x <= xmax && y >= ymin && y <= ymax);
  return { kind: 'control', scene, points: inside.map(({ id, x, y }) => ({ id, x, y })), plan };
}
