import { basename, dirname, join } from 'node:path';

/** `dir/name.tif` -> `dir/name_suffix.tif`, or with another extension (`.json`). */
export function siblingPath(path: string, suffix: string, extension?: string): string {
  return withSuffix(path, `_${suffix}`, extension);
}

/** `dir/name.tif` -> `dir/nameSUFFIX.tif`. */
export function withSuffix(path: string, suffix: string, extension?: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  const [stem, own] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return join(dirname(path), `${stem}${suffix}${extension ?? own}`);
}
