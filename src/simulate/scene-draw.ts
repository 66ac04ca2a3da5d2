import { hash32, type Rng } from '../core/rng.js';

/** What a parameter is drawn from, evenly. */
export type Range = readonly [low: number, high: number];

/** Pixels of a scene and how many pictures of it there are, each under another Sun. */
export interface SceneSize {
  readonly width: number;
  readonly height: number;
  readonly images: number;
}

/** A number drawn evenly from a range. */
export function evenIn([low, high]: Range, rng: Rng): number {
  return low + (high - low) * rng.next();
}

/** Seeds of the parts of a scene: a part stays as it is when others draw more or fewer numbers. */
export function sceneSeeds(seed: number) {
  return {
    terrain: hash32(seed ^ 0x428a2f98),
    albedo: hash32(seed ^ 0x59f111f1),
    coarse: hash32(seed ^ 0xb5c0fbcf),
    image: (index: number): number => hash32(seed ^ hash32(0x3956c25b + index)),
  };
}
