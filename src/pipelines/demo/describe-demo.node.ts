import type { DemoConfig } from './config.js';
import { demoFiles } from './demo-files.node.js';
import { pieceLayout } from './piece-layout.js';
import { demoScene } from './scene.js';

/** What a demo would make, without making it: for `--dry-run`. Plain JSON. */
export interface DemoDescription {
  readonly folder: string;
  /** Of truth and mosaics. */
  readonly grid: string;
  readonly inputs: readonly { readonly path: string; readonly description: string }[];
  readonly outputs: readonly string[];
}

export function describeDemo(config: DemoConfig): DemoDescription {
  const scene = demoScene(config);
  const files = demoFiles(config.output);
  const { width, height, crs } = scene.grid;
  return {
    folder: config.output,
    grid: `${width} x ${height} pixels of ${scene.pixel} m, ${crs.name}`,
    inputs: pieceLayout(scene).map(({ name, grid }) => ({
      path: files.piece(name),
      description: `${grid.width} x ${grid.height} pixels of ${grid.transform[0]} m, ${grid.crs.name}`,
    })),
    outputs: [
      files.truth,
      files.mosaic,
      files.count,
      files.source,
      files.sigma,
      files.paste,
      files.pasteSource,
      files.noise,
      files.mosaicDh,
      files.pasteDh,
      files.stripes.job,
      files.stripes.block,
      files.stripes.blockReport,
      files.stripes.paste,
      files.stripes.blockDh,
      files.stripes.pasteDh,
      ...Object.values(files.moon).flatMap((paths) => (typeof paths === 'function' ? [] : paths)),
      files.report,
      files.summary,
    ],
  };
}
