import { basename, join } from 'node:path';
import { MOON_SUNS } from './moon-scene.js';

/** Where the demo puts its files, inside its output folder. */
export interface DemoFiles {
  /** Says that the folder is the demo's own; holds the results in the end. */
  readonly summary: string;
  readonly truth: string;
  readonly mosaic: string;
  readonly count: string;
  readonly source: string;
  readonly sigma: string;
  readonly paste: string;
  readonly pasteSource: string;
  /** Folder of the comparison of both with the truth. */
  readonly comparison: string;
  readonly mosaicDh: string;
  readonly pasteDh: string;
  /** Blend of the pieces' errors alone. */
  readonly noise: string;
  readonly report: string;
  readonly stripes: StripeFiles;
  readonly moon: MoonFiles;
  piece(name: string): string;
  /** The errors of a piece without its terrain. */
  error(name: string): string;
}

/** Files of the adjusted stripes, in a folder of their own. */
export interface StripeFiles {
  readonly folder: string;
  readonly job: string;
  readonly truth: string;
  /** The adjusted mosaic, and its own report. */
  readonly block: string;
  readonly blockReport: string;
  readonly paste: string;
  readonly comparison: string;
  readonly blockDh: string;
  readonly pasteDh: string;
  scene(name: string): string;
}

/** Files of the heights from images, in a folder of their own. */
export interface MoonFiles {
  readonly folder: string;
  readonly truth: string;
  readonly coarse: string;
  readonly images: readonly string[];
  /** From all images, with its own report. */
  readonly dtm: string;
  readonly dtmReport: string;
  /** From every image alone. */
  readonly singles: readonly string[];
  readonly comparison: string;
  /** Errors of a model, on the grid of the truth. */
  dh(model: string): string;
}

export function demoFiles(folder: string): DemoFiles {
  const at = (...names: string[]): string => join(folder, ...names);
  return {
    summary: at('demo.json'),
    truth: at('truth.tif'),
    mosaic: at('mosaic.tif'),
    count: at('mosaic_count.tif'),
    source: at('mosaic_source.tif'),
    sigma: at('mosaic_sigma.tif'),
    paste: at('paste.tif'),
    pasteSource: at('paste_source.tif'),
    comparison: at('comparison'),
    mosaicDh: at('comparison', 'mosaic_dh.tif'),
    pasteDh: at('comparison', 'paste_dh.tif'),
    noise: at('noise.tif'),
    report: at('report.html'),
    stripes: {
      folder: at('stripes'),
      job: at('stripes', 'job.json'),
      truth: at('stripes', 'truth.tif'),
      block: at('stripes', 'block.tif'),
      blockReport: at('stripes', 'block.html'),
      paste: at('stripes', 'paste.tif'),
      comparison: at('stripes', 'comparison'),
      blockDh: at('stripes', 'comparison', 'block_dh.tif'),
      pasteDh: at('stripes', 'comparison', 'paste_dh.tif'),
      scene: (name) => at('stripes', 'scenes', `${name}.tif`),
    },
    moon: {
      folder: at('moon'),
      truth: at('moon', 'truth.tif'),
      coarse: at('moon', 'coarse.tif'),
      images: MOON_SUNS.map((_, i) => at('moon', `image-${i + 1}.tif`)),
      dtm: at('moon', 'dtm.tif'),
      dtmReport: at('moon', 'dtm.html'),
      singles: MOON_SUNS.map((_, i) => at('moon', `dtm-${i + 1}.tif`)),
      comparison: at('moon', 'comparison'),
      dh: (model) => at('moon', 'comparison', `${basename(model, '.tif')}_dh.tif`),
    },
    piece: (name) => at('pieces', `${name}.tif`),
    error: (name) => at('errors', `${name}.tif`),
  };
}
