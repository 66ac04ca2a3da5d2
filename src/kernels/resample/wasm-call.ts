import { CuestaError } from '../../core/errors.js';
import { isShrinking, maxTaps, RESAMPLE_METHODS } from './method.js';
import type { ResampleParams } from './sample.js';

/** Throws `config` when the parameters do not describe the source. */
export function checkSource(source: Float32Array, params: ResampleParams): void {
  const { sourceWidth, sourceHeight, scaleX, scaleY } = params;
  if (source.length !== sourceWidth * sourceHeight) {
    throw new CuestaError('config', `${source.length} samples do not fill ${sourceWidth} x ${sourceHeight}.`);
  }
  if (!(scaleX > 0 && scaleY > 0 && Number.isFinite(scaleX * scaleY))) {
    throw new CuestaError('config', `Resampling scales must be positive, not ${scaleX} x ${scaleY}.`);
  }
}

/** Arguments of the module's `setup` between the source and the scratch address. */
export function wasmScalars(params: ResampleParams): number[] {
  const { method, sourceWidth, sourceHeight, scaleX, scaleY } = params;
  return [
    sourceWidth,
    sourceHeight,
    RESAMPLE_METHODS.indexOf(method),
    scaleX,
    scaleY,
    tapSlots(params),
    Number(isShrinking(scaleX)),
    Number(isShrinking(scaleY)),
  ];
}

/**
 * Scratch memory: weights of a row and of a column, sums of columns for one position; for `columns` > 0 also one line of
 * column sums, and the weights, first column and count of every target column.
 */
export function scratchBytes(params: ResampleParams, columns: number): number {
  const slots = tapSlots(params);
  const line = columns === 0 ? 0 : params.sourceWidth + 4;
  return 8 * (3 * slots + line + columns * (slots + 1));
}

/** Room for the weights of one axis: even, because weights are computed in pairs. */
function tapSlots({ method, scaleX, scaleY }: ResampleParams): number {
  const taps = Math.max(
    maxTaps(method, scaleX),
    maxTaps(method, scaleY),
    maxTaps('bilinear', scaleX),
    maxTaps('bilinear', scaleY),
  );
  return 2 * Math.ceil((taps + 1) / 2);
}
