import { withSuffix } from '../../product/sibling-path.node.js';
import type { MosaicConfig } from './config.js';

/** The options with the names of one file of the mosaic: `m.tif` -> `m-tile-3.tif`, and the report alike. */
export function configOfTile(config: MosaicConfig, index: number): MosaicConfig {
  const suffix = `-tile-${index}`;
  const { output, report } = config;
  return {
    ...config,
    output: withSuffix(output, suffix),
    ...(report === undefined ? {} : { report: withSuffix(report, suffix) }),
  };
}
