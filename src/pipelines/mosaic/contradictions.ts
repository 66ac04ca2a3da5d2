import { CuestaError } from '../../core/errors.js';
import { isHeightMode } from '../../mosaic/options.js';
import type { MosaicConfig } from './config.js';

/**
 * Throws `config` for options that contradict each other, naming both and saying why. Everything else goes together in one
 * run.
 */
export function refuseContradictions(config: MosaicConfig): void {
  refuseIdleWeights(config);
  refuseUndefinedPlanes(config);
  refuseIdleFinish(config);
  refuseTwoGrids(config);
  refuseTwoTilings(config);
}

function contradiction(option: string, other: string, why: string, hint: string): CuestaError {
  return new CuestaError('config', `${option} and ${other} contradict each other: ${why}.`, {
    subject: option,
    hint,
  });
}

function refuseIdleWeights(config: MosaicConfig): void {
  const { mode, weightList, sigmaList, invertWeights, minWeight, uncertainty, blockSize } = config;
  if (mode !== 'blend') {
    const idle = [
      ...(config.priority > 0 ? ['--priority'] : []),
      ...(config.centreLine ? ['--centre-line'] : []),
      ...(config.borderBlend ? [] : ['--no-border-blend']),
      ...(weightList === undefined ? [] : ['--weight-list']),
      ...(sigmaList === undefined || uncertainty ? [] : ['--sigma-list']),
    ];
    if (idle[0] !== undefined) {
      const why = 'only a blend has weights';
      throw contradiction(idle[0], `--mode ${mode}`, why, 'Leave one of them out.');
    }
  }
  for (const [given, name] of [
    [invertWeights, '--invert-weights'],
    [minWeight > 0, '--min-weight'],
  ] as const) {
    if (given && weightList === undefined) throw lacks(name, '--weight-list');
  }
  if (mode === 'block-max' && blockSize === undefined) throw lacks('--mode block-max', '--block-size');
  if (mode !== 'block-max' && blockSize !== undefined) throw lacks('--block-size', '--mode block-max');
}

function lacks(option: string, needed: string): CuestaError {
  return new CuestaError('config', `${option} needs ${needed}.`, {
    subject: option,
    hint: `Add ${needed}, or leave ${option} out.`,
  });
}

/** Standard errors and shares that a mode does not define. */
function refuseUndefinedPlanes({ mode, uncertainty, sigmaList, saveDemWeight }: MosaicConfig): void {
  if (uncertainty && sigmaList === undefined) throw lacks('--uncertainty', '--sigma-list');
  if (mode !== 'median' && isHeightMode(mode)) return;
  const why = 'the result is no weighted mean of the inputs';
  const hint = 'They exist for blend, first, last, min, max, mean and block-max.';
  if (uncertainty) throw contradiction('--uncertainty', `--mode ${mode}`, why, hint);
  if (saveDemWeight !== undefined) throw contradiction('--save-dem-weight', `--mode ${mode}`, why, hint);
}

function refuseIdleFinish({ mode, holeFill, fillSearchRadius, demBlur, maxSeam }: MosaicConfig): void {
  if (isHeightMode(mode)) return;
  for (const [given, name] of [
    [holeFill > 0, '--hole-fill'],
    [fillSearchRadius > 0, '--fill-search-radius'],
    [demBlur > 0, '--dem-blur'],
    [maxSeam !== undefined, '--max-seam'],
  ] as const) {
    if (given)
      throw contradiction(name, `--mode ${mode}`, 'the result is no height', 'Leave one of them out.');
  }
}

function refuseTwoGrids({ referenceGrid, crs, tr, bbox, tap, tapCentres }: MosaicConfig): void {
  if (tap && tapCentres) {
    const why = 'one aligns the edges of pixels, the other their centres';
    throw contradiction('--tap', '--tap-centres', why, 'Leave one of them out.');
  }
  if (referenceGrid === undefined) return;
  for (const [given, name] of [
    [crs !== undefined, '--crs'],
    [tr !== undefined, '--tr'],
    [bbox !== undefined, '--bbox'],
    [tap, '--tap'],
    [tapCentres, '--tap-centres'],
  ] as const) {
    const why = 'the grid is that of the file';
    if (given) throw contradiction(name, '--reference-grid', why, 'Leave one of them out.');
  }
}

function refuseTwoTilings({ outputTileSize, georefTileSize, tileIndex, tileList }: MosaicConfig): void {
  const isTiled = outputTileSize !== undefined || georefTileSize !== undefined;
  if (outputTileSize !== undefined && georefTileSize !== undefined) {
    const why = 'both set the size of the files';
    throw contradiction('--output-tile-size', '--georef-tile-size', why, 'Leave one of them out.');
  }
  if (tileIndex !== undefined && tileList !== undefined) {
    const why = 'both choose files';
    throw contradiction('--tile-index', '--tile-list', why, 'Name all of them in --tile-list.');
  }
  const sizes = '--output-tile-size or --georef-tile-size';
  if (tileIndex !== undefined && !isTiled) throw lacks('--tile-index', sizes);
  if (tileList !== undefined && !isTiled) throw lacks('--tile-list', sizes);
}
