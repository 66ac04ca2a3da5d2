import { CuestaError } from '../../core/errors.js';

/**
 * What the matching kernels share: small chips of one plane (`template`, T) are slid over another (`image`, I), for many
 * tie points per call. Both planes are row-major with square pixels of one size. Missing samples are NaN; what lies
 * outside a plane is missing too. A shift whose compared area has a missing sample gets NaN.
 */
export type ChipInputs = {
  /** The plane that is searched. */
  readonly image: Float32Array;
  /** The plane that the chips are cut from. */
  readonly template: Float32Array;
  /**
   * Four numbers per tie point: column and row of the chip's top-left pixel in `template`, then column and row of the
   * same pixel in `image` at shift zero.
   */
  readonly places: Int32Array;
};

export interface ChipParams {
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly templateWidth: number;
  readonly templateHeight: number;
  readonly chipWidth: number;
  readonly chipHeight: number;
  /** Largest shift in pixels along columns and rows. */
  readonly radius: number;
}

/** Numbers per tie point in `places`. */
export const PLACE = 4;

/** Shifts along one axis: -radius to radius. */
function shiftsPerAxis({ radius }: Pick<ChipParams, 'radius'>): number {
  return 2 * radius + 1;
}

/**
 * Length of the surfaces of all tie points. Throws `config` when planes, places and sizes do not fit together.
 */
export function surfaceLength(kernel: string, inputs: ChipInputs, params: ChipParams): number {
  const { imageWidth, imageHeight, templateWidth, templateHeight, chipWidth, chipHeight, radius } = params;
  const sizes = [imageWidth, imageHeight, templateWidth, templateHeight, chipWidth, chipHeight];
  if (!sizes.every((n) => Number.isInteger(n) && n >= 1) || !Number.isInteger(radius) || radius < 0) {
    throw new CuestaError('config', `Kernel ${kernel} got sizes that are not whole and positive.`);
  }
  const fits =
    inputs.image.length === imageWidth * imageHeight &&
    inputs.template.length === templateWidth * templateHeight &&
    inputs.places.length % PLACE === 0;
  if (!fits)
    throw new CuestaError('config', `Kernel ${kernel} got arrays that do not have their stated size.`);
  return (inputs.places.length / PLACE) * shiftsPerAxis(params) ** 2;
}

/** Whether a rectangle of the chip's size lies inside a plane. */
function isInside(col: number, row: number, params: ChipParams, width: number, height: number): boolean {
  return col >= 0 && row >= 0 && col + params.chipWidth <= width && row + params.chipHeight <= height;
}

/** Index of the first sample of the chip and of the compared area, both inside their planes. */
export type MeasureShift = (chipAt: number, areaAt: number) => number;

/** Fills the surfaces shift by shift: rows of shifts from -radius, columns from -radius; NaN outside the planes. */
export function forEachShift(
  { places }: ChipInputs,
  params: ChipParams,
  surface: Float32Array,
  measure: MeasureShift,
): void {
  const { imageWidth, imageHeight, templateWidth, templateHeight, radius } = params;
  let o = 0;
  for (let k = 0; k < places.length; k += PLACE) {
    const chipCol = places[k];
    const chipRow = places[k + 1];
    const complete = isInside(chipCol, chipRow, params, templateWidth, templateHeight);
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const col = places[k + 2] + dx;
        const row = places[k + 3] + dy;
        surface[o++] =
          complete && isInside(col, row, params, imageWidth, imageHeight)
            ? measure(chipRow * templateWidth + chipCol, row * imageWidth + col)
            : Number.NaN;
      }
    }
  }
}

/** Shifts that the WebAssembly version works on at once. */
const BLOCK = 16;

/** Bytes of working memory of the WebAssembly version: see `_chip.as.ts`. */
export function scratchBytes(params: ChipParams): number {
  const { chipWidth, chipHeight, radius } = params;
  const shifts = shiftsPerAxis(params);
  const padded = BLOCK * Math.ceil(shifts / BLOCK);
  const areaWidth = chipWidth + 2 * radius;
  const areaHeight = chipHeight + 2 * radius;
  const stride = 4 * Math.ceil((padded + chipWidth) / 4);
  const samples = chipWidth * chipHeight + stride * areaHeight + areaWidth * areaHeight;
  return 4 * samples + 8 * (3 * areaWidth + 4 * padded) + 64;
}

/** Arguments of the modules' exports between the input addresses and the output. */
export function wasmSizes(params: ChipParams): number[] {
  const { imageWidth, imageHeight, templateWidth, templateHeight, chipWidth, chipHeight, radius } = params;
  return [imageWidth, imageHeight, templateWidth, templateHeight, chipWidth, chipHeight, radius];
}

/** Threads of a workgroup; one per shift. */
const WORKGROUP = 64;

/** One workgroup per block of shifts and tie point. */
export function chipWorkgroups(
  { places }: ChipInputs,
  params: ChipParams,
): readonly [number, number, number] {
  return [Math.ceil(shiftsPerAxis(params) ** 2 / WORKGROUP), places.length / PLACE, 1];
}

export function chipUniforms(params: ChipParams): { readonly type: 'u32' | 'f32'; readonly value: number }[] {
  return wasmSizes(params).map((value) => ({ type: 'u32', value }));
}
