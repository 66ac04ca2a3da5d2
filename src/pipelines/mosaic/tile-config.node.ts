import { basename, dirname, join } from 'node:path';
import type { MosaicConfig } from './config.js';

/** `dir/name.tif` -> `dir/nameSUFFIX.tif`. */
export function withSuffix(path: string, suffix: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return join(
    dirname(path),
    dot > 0 ? `${name.slice(0, dot)}${suffix}${name.slice(dot)}` : `${name}${suffix}`,
  );
}

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
