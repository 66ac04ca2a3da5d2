import { pixelSize, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { type Stage, totalHalo } from './halo.js';
import { formatMemory } from './memory.js';
import { type TileGrid, tileCount } from './tile-grid.js';

/** What a job is going to do, before it does anything: what `--dry-run` prints. Plain JSON. */
export interface JobPlan {
  /** Name of the job, e.g. `mosaic`. */
  readonly op: string;
  readonly inputs: readonly PlannedInput[];
  /** Grid of the outputs. */
  readonly grid: Grid;
  readonly outputs: readonly PlannedOutput[];
  readonly tiles: TileGrid;
  /** In the order of execution. */
  readonly stages: readonly Stage[];
  readonly executor: 'threads' | 'sequential';
  readonly threads: number;
  /** Bytes allowed for the whole process. */
  readonly memory: number;
  /** Bytes expected at its peak. */
  readonly estimatedBytes: number;
  readonly workFolder: string;
}

export interface PlannedInput {
  /** Path or URL. */
  readonly name: string;
  /** Size, type, CRS: whatever tells inputs apart, in a few words. */
  readonly description: string;
}

export interface PlannedOutput {
  readonly path: string;
  readonly description: string;
  /** Uncompressed, overviews included: an upper bound. */
  readonly bytes: number;
}

/** The plan as text for a terminal, lines ending in `\n`. */
export function formatPlan(plan: JobPlan): string {
  const { grid, tiles, stages } = plan;
  const [pixelWidth, pixelHeight] = pixelSize(grid.transform);
  const [left, top] = toMap(grid.transform, 0, 0);
  const [right, bottom] = toMap(grid.transform, grid.width, grid.height);
  const { left: l, top: t, right: r, bottom: b } = totalHalo(stages);
  const facts: readonly (readonly [string, string])[] = [
    ['Job', plan.op],
    ...plan.inputs.map(({ name, description }) => ['Input', `${name} (${description})`] as const),
    ['Grid', `${grid.width} x ${grid.height} pixels of ${pixelWidth} x ${pixelHeight}`],
    ['CRS', `${grid.crs.name}, vertical datum ${grid.crs.vertical.kind}`],
    ['Corners', `${left}, ${top} to ${right}, ${bottom}`],
    [
      'Tiles',
      `${tileCount(tiles)} of ${tiles.tileSize} x ${tiles.tileSize} pixels (${tiles.cols} x ${tiles.rows})`,
    ],
    ['Stages', stages.map((stage) => stage.name).join(', ')],
    ['Halo', `${l} left, ${t} top, ${r} right, ${b} bottom`],
    ['Workers', plan.executor === 'threads' ? `${plan.threads} threads` : 'none (sequential)'],
    ['Memory', `${formatMemory(plan.estimatedBytes)} of ${formatMemory(plan.memory)}`],
    ['Work', plan.workFolder],
    ...plan.outputs.map(
      (o) => ['Output', `${o.path} (${o.description}; up to ${formatMemory(o.bytes)})`] as const,
    ),
  ];
  return facts.map(([name, value]) => `${`${name}:`.padEnd(9)} ${value}\n`).join('');
}
