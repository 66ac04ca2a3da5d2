import { CuestaError } from '../../core/errors.js';
import { ecefToGeodetic, geodeticToEcef, type Vector3 } from '../../geo/geodetic.js';
import { openRaster } from '../../io/open.node.js';
import { type FileStamp, stampFile } from '../../product/inputs.node.js';
import { radarToGround } from '../../sar/geometry/radar-to-ground.js';
import { createGroundPoint } from '../../sar/geometry/radar-view.js';
import { LEAST_STEREO_ANGLE } from '../../sar/geometry/stereo-angle.js';
import type { ImageGeometry } from '../../sar/image/image-geometry.js';
import type { Looks } from '../../sar/image/looked-geometry.js';
import { pixelToRadar } from '../../sar/image/pixel-position.js';
import type { SarProduct } from '../../sar/image/sar-product.js';
import { orbitState, STATE_LENGTH } from '../../sar/orbit/orbit.js';
import { readSarProduct } from '../../sar/read-product.node.js';

/** An image as the plan needs it: what it is, what its files hold, and where it looks from. */
export interface RadarImage {
  readonly path: string;
  readonly product: SarProduct;
  readonly dtype: string;
  /** The description and the samples. */
  readonly files: readonly FileStamp[];
}

/** Reads the description of an image and the header of its raster. Throws what reading throws, and `format` when they differ in size. */
export async function inspectImage(
  path: string,
  polarisation: string | undefined,
  signal: AbortSignal,
): Promise<RadarImage> {
  const product = await readSarProduct(path, polarisation);
  requireOrbit(product);
  const source = await openRaster(product.raster, { signal });
  const { info } = source;
  await source.close();
  const { width, height } = product.geometry;
  if (info.width !== width || info.height !== height) {
    const message = `${product.raster} has ${info.width} x ${info.height} pixels, and ${product.name} says ${width} x ${height}.`;
    throw new CuestaError('format', message, {
      subject: product.name,
      hint: 'Name the raster that belongs to the description.',
    });
  }
  const files = await Promise.all([product.name, product.raster].map((file) => stampFile(file, signal)));
  return { path, product, dtype: info.dtype, files };
}

/** Throws `input` when some line was taken outside the orbit's state vectors. */
function requireOrbit({ name, geometry }: SarProduct): void {
  const { times } = geometry.orbit.vectors;
  for (const row of [0.5, geometry.height - 0.5]) {
    const { time } = pixelToRadar(geometry, geometry.width / 2, row);
    if (time >= times[0] && time <= times[times.length - 1]) continue;
    throw new CuestaError('input', `The orbit in ${name} does not reach over all lines of the image.`, {
      subject: name,
      hint: 'State vectors must start before the first line and end after the last one.',
    });
  }
}

/** Where the middle of an image looks at level ground of a height, and how. */
export interface MiddleView {
  /** Longitude, latitude, height. */
  readonly target: Vector3;
  readonly point: Vector3;
  /** Unit vector from the ground to the sensor: east, north, up. */
  readonly toSensor: Vector3;
  /** Metres on the ground per column and per line. */
  readonly pixel: { readonly x: number; readonly y: number };
  /** Metres per second. */
  readonly speed: number;
}

/** Throws `input` when the image does not reach the ground. */
export function middleView({ name, geometry }: SarProduct, height: number): MiddleView {
  const [col, row] = [geometry.width / 2, geometry.height / 2];
  const point = groundAt(geometry, col, row, height);
  if (Number.isNaN(point[0])) {
    throw new CuestaError('input', `The middle of ${name} does not meet the ground.`, {
      subject: name,
      hint: 'Check its slant ranges and its orbit.',
    });
  }
  const state = new Float64Array(STATE_LENGTH);
  orbitState(geometry.orbit, pixelToRadar(geometry, col, row).time, state);
  const target = ecefToGeodetic(...point, geometry.ellipsoid);
  const apart = (a: Vector3, b: Vector3): number => Math.hypot(...a.map((v, i) => v - b[i]));
  return {
    target,
    point,
    toSensor: localDirection(target, [state[0] - point[0], state[1] - point[1], state[2] - point[2]]),
    pixel: {
      x: apart(groundAt(geometry, col + 1, row, height), point),
      y: apart(groundAt(geometry, col, row + 1, height), point),
    },
    speed: Math.hypot(state[3], state[4], state[5]),
  };
}

function groundAt(geometry: ImageGeometry, col: number, row: number, height: number): Vector3 {
  const ground = createGroundPoint();
  const { time, range } = pixelToRadar(geometry, col, row);
  radarToGround(geometry, time, range, height, ground);
  return [ground.x, ground.y, ground.z];
}

function localDirection([lonDeg, latDeg]: Vector3, [x, y, z]: Vector3): Vector3 {
  const [lon, lat] = [(lonDeg * Math.PI) / 180, (latDeg * Math.PI) / 180];
  const length = Math.hypot(x, y, z);
  const horizontal = Math.cos(lon) * x + Math.sin(lon) * y;
  return [
    (Math.cos(lon) * y - Math.sin(lon) * x) / length,
    (Math.cos(lat) * z - Math.sin(lat) * horizontal) / length,
    (Math.cos(lat) * horizontal + Math.sin(lat) * z) / length,
  ];
}

/** Largest angle between the directions of two views on the map: beyond it slopes look different. */
const LARGEST_TURN = 45;

/** Angle between two lines of sight in degrees. Throws for pairs that cannot be matched: one image twice, one direction, opposite sides. */
export function requireStereo(
  [left, right]: readonly [RadarImage, RadarImage],
  [a, b]: readonly [MiddleView, MiddleView],
): number {
  const names = `${left.path} and ${right.path}`;
  if (left.files[1].sha256 === right.files[1].sha256) {
    throw new CuestaError('input', `${names} are the same image.`, {
      subject: right.path,
      hint: 'Give two images of the same ground from different incidence angles.',
    });
  }
  const degrees = 180 / Math.PI;
  const angle =
    Math.acos(
      Math.min(
        1,
        a.toSensor.reduce((sum, v, i) => sum + v * b.toSensor[i], 0),
      ),
    ) * degrees;
  const [ba, bb] = [a, b].map(({ toSensor: [east, north] }) => Math.atan2(east, north));
  const turn = Math.abs(Math.atan2(Math.sin(ba - bb), Math.cos(ba - bb))) * degrees;
  if (turn > LARGEST_TURN) {
    throw new CuestaError(
      'unsupported',
      `${names} look at the ground from directions ${turn.toFixed(0)} degrees apart (opposite sides, or crossing tracks).`,
      {
        subject: right.path,
        hint: 'Pair images of one side, e.g. two ascending passes; give a second pair of the other side beside it.',
      },
    );
  }
  if (angle < LEAST_STEREO_ANGLE) {
    throw new CuestaError(
      'geometry',
      `${names} see the ground from directions only ${angle.toFixed(1)} degrees apart.`,
      { subject: right.path, hint: 'Pair images whose incidence angles differ by 10 degrees or more.' },
    );
  }
  return angle;
}

/** As many columns and lines as a cell holds, at least one. */
export function looksFor({ pixel }: MiddleView, cell: number): Looks {
  const whole = (size: number): number => Math.max(1, Math.floor(cell / size));
  return { x: whole(pixel.x), y: whole(pixel.y) };
}

/** A body-fixed point on the ground that the intersection starts from. */
export function startOf({ target }: MiddleView, { geometry }: SarProduct): Vector3 {
  return geodeticToEcef(target[0], target[1], target[2], geometry.ellipsoid);
}
