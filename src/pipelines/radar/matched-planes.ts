/** What the matching of a part of the epipolar grid leaves, rows first. */
export interface MatchedPlanes {
  /** Rectified images, 8 bit; 0 in `valid` where one of them has no signal. */
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  readonly valid: Uint8Array;
  /** Columns; NaN where nothing was found. */
  readonly disparity: Float32Array;
  /** Where the point really is: metres in the map from the centre of its cell. */
  readonly dx: Float32Array;
  readonly dy: Float32Array;
  /** Metres above the ellipsoid, with the formal standard deviation. */
  readonly height: Float32Array;
  readonly sigma: Float32Array;
}

const FLOATS = ['disparity', 'dx', 'dy', 'height', 'sigma'] as const;
const BYTES = ['left', 'right', 'valid'] as const;

export function createPlanes(length: number): MatchedPlanes {
  const nothing = (): Float32Array => new Float32Array(length).fill(Number.NaN);
  const zero = (): Uint8Array => new Uint8Array(length);
  return {
    ...{ left: zero(), right: zero(), valid: zero(), disparity: nothing() },
    ...{ dx: nothing(), dy: nothing(), height: nothing(), sigma: nothing() },
  };
}

/** The planes one after the other, as they lie in memory (little-endian machines only, as all that run Node). */
export function packPlanes(planes: MatchedPlanes): Uint8Array {
  const length = planes.left.length;
  const bytes = new Uint8Array(length * (4 * FLOATS.length + BYTES.length));
  FLOATS.forEach((name, k) => {
    const { buffer, byteOffset, byteLength } = planes[name];
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), 4 * length * k);
  });
  BYTES.forEach((name, k) => {
    bytes.set(planes[name], length * (4 * FLOATS.length + k));
  });
  return bytes;
}

/** Back from {@link packPlanes}. */
export function unpackPlanes(bytes: Uint8Array, length: number): MatchedPlanes {
  const { buffer } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const at = bytes.byteOffset % 4 === 0 ? bytes.byteOffset : 0;
  const float = (k: number): Float32Array => new Float32Array(buffer, at + 4 * length * k, length);
  const byte = (k: number): Uint8Array =>
    new Uint8Array(buffer, at + length * (4 * FLOATS.length + k), length);
  return {
    ...{ disparity: float(0), dx: float(1), dy: float(2), height: float(3), sigma: float(4) },
    ...{ left: byte(0), right: byte(1), valid: byte(2) },
  };
}
