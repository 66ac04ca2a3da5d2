import { CuestaError } from '../../core/errors.js';
import { northUp } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { definitionOfCrs } from '../../geo/crs.js';
import { formatMemory, parseMemory } from '../../plan/memory.js';
import { LEAST_STEREO_ANGLE } from '../../sar/geometry/stereo-angle.js';
import { type SarShot, shotsOf } from '../../simulate/sar/sar-pair.js';
import { projectedCrs } from './block-of.js';
import type { SimulateConfig } from './config.js';
import { incidencesOf } from './sar-config.js';

/** A pair to simulate. */
export interface SarJob {
  /** Of the truth. */
  readonly grid: Grid;
  readonly shots: readonly [SarShot, SarShot];
  /** Largest memory of the process, bytes. */
  readonly estimatedBytes: number;
}

const DEFAULT_SIZE = 1600;
const DEFAULT_PIXEL = 5;
/** Mount Song, the place of Wang et al. (2022), in UTM zone 49. */
const DEFAULT_CRS = 'EPSG:32649';
const DEFAULT_CENTRE = [684_000, 3_819_000] as const;

/** Bytes that a process has before any scene, per pixel of the truth (heights, cover, masks), and per sample of an image. */
const BASE_BYTES = 150 * 2 ** 20;
const TRUTH_BYTES = 14;
const SAMPLE_BYTES = 9;
/** Relief and turned frames make an image larger than flat ground would. */
const IMAGE_GROWTH = 1.6;

/** The ground that the options describe; null when they name a DEM. Throws `config` and `geometry`. */
export function sarGrid(config: SimulateConfig): Grid | null {
  if (config.dem !== undefined) {
    const idle = (['size', 'width', 'height', 'pixel', 'crs'] as const).find(
      (name) => config[name] !== undefined,
    );
    if (idle === undefined) return null;
    throw new CuestaError('config', `--${idle} says nothing about a DEM that exists.`, {
      subject: `--${idle}`,
      hint: 'Leave it out, or leave out --dem.',
    });
  }
  const crs = projectedCrs(config.crs ?? DEFAULT_CRS);
  requireEllipsoid(crs, '--crs');
  const { x_0 = 0, y_0 = 0 } = definitionOfCrs(crs).params;
  const [x, y] = config.crs === undefined ? DEFAULT_CENTRE : [x_0, y_0];
  const width = config.width ?? config.size ?? DEFAULT_SIZE;
  const height = config.height ?? config.size ?? DEFAULT_SIZE;
  const pixel = config.pixel ?? DEFAULT_PIXEL;
  const transform = northUp(x - (width * pixel) / 2, y + (height * pixel) / 2, pixel, pixel);
  return { width, height, transform, crs };
}

/** Throws `datum`. */
export function requireEllipsoid({ name, vertical }: Grid['crs'], subject: string): void {
  if (vertical.kind === 'ellipsoid') return;
  throw new CuestaError(
    'datum',
    `Radar images need heights above the ellipsoid; those of ${subject} are "${vertical.kind}" (${name}).`,
    {
      subject,
      hint: 'Convert the heights first: cuesta convert DEM -o OUT --vertical-datum ellipsoid, with --assume-vertical where they do not say what they are.',
    },
  );
}

/** Throws `config` for angles that `cuesta radar` would refuse. */
function requireApart([left, right]: readonly [left: number, right: number]): void {
  if (Math.abs(left - right) >= LEAST_STEREO_ANGLE) return;
  throw new CuestaError('config', `Incidence angles of ${left} and ${right} degrees make no stereo pair.`, {
    subject: '--incidence',
    hint: `Give angles at least ${LEAST_STEREO_ANGLE} degrees apart, better 10 to 20: --incidence 30,45.`,
  });
}

/** The images over a grid and what they take. Throws `config`, also when the memory is too small. */
export function sarJob(config: SimulateConfig, grid: Grid, memory: string | number): SarJob {
  const incidences = incidencesOf(config.incidence);
  const { opposite } = config;
  if (incidences !== null && !opposite) requireApart(incidences);
  const shots = shotsOf(config.mode, { ...(incidences === null ? {} : { incidences }), opposite });
  const [a, b, , d, e] = grid.transform;
  const area = grid.width * grid.height * Math.abs(a * e - b * d);
  const samples = shots.map(({ pass, rangeSpacing, azimuthSpacing }) => {
    return (
      (IMAGE_GROWTH * area * Math.sin((pass.incidenceDeg * Math.PI) / 180)) / (rangeSpacing * azimuthSpacing)
    );
  });
  const estimatedBytes =
    BASE_BYTES + TRUTH_BYTES * grid.width * grid.height + SAMPLE_BYTES * Math.max(...samples);
  if (estimatedBytes > parseMemory(memory)) {
    throw new CuestaError(
      'config',
      `The scene takes about ${formatMemory(estimatedBytes)} of memory and may take ${formatMemory(parseMemory(memory))}.`,
      { subject: '--memory', hint: 'Give more --memory, or a smaller --size or a larger --pixel.' },
    );
  }
  return { grid, shots, estimatedBytes };
}
