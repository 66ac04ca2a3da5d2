/** A scene while it is made: rasters of `width` x `height` samples, row-major. */
export interface EarthField {
  readonly width: number;
  readonly height: number;
  /** Metres. */
  readonly pixel: number;
  /** Bare earth, metres; the bed under water. */
  readonly ground: Float32Array;
  /** Height of buildings and bridges above the ground, metres. */
  readonly objects: Float32Array;
  /** Height of trees above the ground, metres. */
  readonly canopy: Float32Array;
  /** See {@link ./land-use.ts}. */
  readonly landUse: Uint8Array;
  /** 1 on carriageways. */
  readonly road: Uint8Array;
  /** Parcel of every sample, and how far its border is, in pixels. */
  readonly parcel: Int32Array;
  readonly border: Float32Array;
}

export function earthField(width: number, height: number, pixel: number, ground: Float32Array): EarthField {
  const size = width * height;
  return {
    ...{ width, height, pixel, ground },
    objects: new Float32Array(size),
    canopy: new Float32Array(size),
    landUse: new Uint8Array(size),
    road: new Uint8Array(size),
    parcel: new Int32Array(size),
    border: new Float32Array(size),
  };
}
