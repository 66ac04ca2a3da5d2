import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(import.meta.dirname, '../../../dist');

/** What decides results besides their options: the built code that makes them. */
const SCENE_CODE = ['simulate/sar'];
const RADAR_CODE = ['kernels', 'pipelines/disparity', 'pipelines/radar', 'sar', 'stereo'];

/** Keys of scenes and of what is made from them. */
export const CODE = { scene: hashOf(SCENE_CODE), radar: hashOf([...SCENE_CODE, ...RADAR_CODE]) };

/** A result of an earlier run, which may have been interrupted, if the same code made it with the same options; else it is made now. */
export async function kept(folder, name, key, make) {
  const path = join(folder, `${name}.kept.json`);
  const own = JSON.stringify(key);
  if (existsSync(path)) {
    const { key: found, made } = JSON.parse(readFileSync(path, 'utf8'));
    if (JSON.stringify(found) === own) return made;
  }
  const made = await make();
  writeFileSync(path, JSON.stringify({ key, made }));
  return made;
}

function hashOf(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of readdirSync(join(DIST, folder), { recursive: true }).sort()) {
      if (name.endsWith('.js')) hash.update(name).update(readFileSync(join(DIST, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
