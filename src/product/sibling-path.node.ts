import { basename, dirname, join } from 'node:path';

/** `dir/name.tif` -> `dir/name_suffix.tif`. */
export function siblingPath(path: string, suffix: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return join(
    dirname(path),
    dot > 0 ? `${name.slice(0, dot)}_${suffix}${name.slice(dot)}` : `${name}_${suffix}`,
  );
}
