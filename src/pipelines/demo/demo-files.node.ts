import { join } from 'node:path';

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
  piece(name: string): string;
  /** The errors of a piece without its terrain. */
  error(name: string): string;
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
    piece: (name) => at('pieces', `${name}.tif`),
    error: (name) => at('errors', `${name}.tif`),
  };
}
