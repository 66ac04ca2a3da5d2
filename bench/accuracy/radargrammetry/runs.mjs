import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { CODE, kept } from './kept.mjs';

/** The scene of a mode: its folder and what its description says. */
export async function sceneOf({ work, seed, size, threads }, mode) {
  const folder = join(work, mode);
  await kept(work, `scene-${mode}`, { code: CODE.scene, seed, size }, () => {
    const options = ['--mode', mode, '--seed', seed, '--size', size, '--threads', threads, '--overwrite'];
    cuesta('simulate', 'sar', '-o', folder, ...options);
    return true;
  });
  return { mode, folder, threads, ...JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8')) };
}

export const nccFlags = (threshold) => ['--matcher', 'ncc', '--ncc-threshold', String(threshold)];

export const sgmFlags = (penalty, { p1, p2 }) => [
  ...['--penalty', penalty, '--p1', String(p1), '--p2', String(p2)],
];

/** Makes one DSM of a scene, `NAME.tif` in its folder, and returns its figures. */
export function dsm({ folder, areas, threads, mode }, name, flags, dem = 'a-priori.tif') {
  return kept(folder, name, { code: CODE.radar, flags, dem }, () => {
    const file = (base) => join(folder, base);
    const { metrics, stageSeconds } = cuesta(
      ...['radar', file('left.json'), file('right.json'), '--dem', file(dem)],
      ...['-o', file(`${name}.tif`), '--overwrite', '--threads', threads, ...flags],
      ...['--truth', file('truth.tif')],
      ...['--area', ...areas.map((area) => [area.name, ...area.bounds].join(','))],
    );
    console.log(mode, name, metrics.areas.map((a) => `${a.name} ${a.dsm.rmse.toFixed(2)} m`).join(', '));
    return { ...metrics, stageSeconds };
  });
}
