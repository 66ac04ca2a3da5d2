import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CogWriter, cogSpec } from '../../../dist/node.js';
import { readRaster, writeRaster } from '../rasters.mjs';

/** Scenes along each side. */
export const SCENES = 5;
const BLOCK = 512;

/**
 * An image and its coarse model of any size in little memory: one simulated scene, mirrored along rows and columns so that its ground goes
 * on without steps. Ground that is mirrored under a Sun looks as the scene does, mirrored, under the mirrored Sun: the scene is seen under
 * all four, so that shading is right everywhere. `shift` is by how many pixels the image claims to lie off, to the right and down.
 *
 * `simulate` makes the scene of `side` pixels under the Suns given as text; its coarse model, with cells of `cell` pixels, is called
 * `coarse`.
 */
export async function mirroredScene({ size, cell, sun, shift, coarse, simulate }) {
  const side = cell * Math.round(size / SCENES / cell);
  const { azimuth, elevation } = sun;
  const turned = [azimuth, 360 - azimuth, 180 - azimuth, 180 + azimuth].map((a) => (a + 360) % 360);
  const scene = simulate({ side, suns: turned.map((a) => `${a},${elevation}`) });
  const image = join(scene.folder, 'mirrored-image.tif');
  const reference = join(scene.folder, 'mirrored-coarse.tif');
  const whole = SCENES * side;
  if (!existsSync(image)) await writeImage(image, scene, { side, whole, shift });
  if (!existsSync(reference)) await writeReference(reference, scene.file(coarse), { side, whole, cell });
  return { image, reference, width: whole, height: whole };
}

/** Where a pixel of the mirrored raster stands in the scene, and whether it is mirrored. */
function inScene(pixel, side) {
  const copy = Math.floor(pixel / side);
  const within = pixel - copy * side;
  const mirrored = Math.abs(copy % 2) === 1;
  return { at: mirrored ? side - 1 - within : within, mirrored };
}

/** Block by block: the large image is never in memory. */
async function writeImage(path, scene, { side, whole, shift }) {
  const { images } = JSON.parse(await readFile(join(scene.folder, 'scene.json'), 'utf8')).options;
  // By up-down and left-right; exposures are drawn image by image.
  const views = [];
  for (const i of [0, 1, 2, 3]) {
    const { data } = await readRaster(scene.file(`image-${i + 1}`));
    views.push(data.map((v) => (v * 1000) / images[i].exposure));
  }
  const [asIs, leftRight, upDown, both] = views;
  const first = await readRaster(scene.file('image-1'));
  const [a, b, c, d, e, f] = first.georef.transform;
  const [right, down] = shift;
  const georef = { ...first.georef, transform: [a, b, c + a * right, d, e, f + e * down] };
  const spec = cogSpec({ width: whole, height: whole, dtype: 'uint16', georef, nodata: 0 });
  const writer = await CogWriter.create(path, spec);
  for (let row = 0; row * BLOCK < whole; row++) {
    for (let col = 0; col * BLOCK < whole; col++) {
      const [width, height] = [col, row].map((k) => Math.min(BLOCK, whole - k * BLOCK));
      const block = new Uint16Array(width * height);
      for (let r = 0, i = 0; r < height; r++) {
        const y = inScene(row * BLOCK + r, side);
        for (let k = 0; k < width; k++, i++) {
          const x = inScene(col * BLOCK + k, side);
          const view = y.mirrored ? (x.mirrored ? both : upDown) : x.mirrored ? leftRight : asIs;
          block[i] = Math.max(1, Math.round(view[y.at * side + x.at]));
        }
      }
      await writer.writeTile({ col, row, depth: 0 }, [block]);
    }
  }
  await writer.finish();
}

/** The cells of the scene, mirrored, with two more around the image. */
async function writeReference(path, scenePath, { side, whole, cell }) {
  const coarse = await readRaster(scenePath);
  const [a, b, c, d, e, f] = coarse.georef.transform;
  // The scene's model has two cells around its image, too.
  const [cells, around] = [side / cell, 2];
  const width = whole / cell + 2 * around;
  const data = new Float32Array(width * width);
  for (let row = 0, i = 0; row < width; row++) {
    for (let col = 0; col < width; col++, i++) {
      const [y, x] = [row, col].map((k) => around + inScene(k - around, cells).at);
      data[i] = coarse.data[y * coarse.width + x];
    }
  }
  const georef = { ...coarse.georef, transform: [a, b, c, d, e, f] };
  await writeRaster(path, { width, height: width, data, georef });
}
