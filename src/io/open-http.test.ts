import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handmadeFiles } from '../../bench/header-samples.mjs';
import { fullWindow } from '../core/window.js';
import { openRaster as openInBrowser } from './open.js';
import { openRaster } from './open.node.js';

const files = new Map<string, Uint8Array>(
  handmadeFiles().flatMap(({ name, bytes, beside }) => [
    [`/${name}`, bytes] as const,
    ...Object.entries(beside ?? {}).map(([other, content]) => [`/${other}`, content] as const),
  ]),
);
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const body = files.get(request.url!);
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (body === undefined || first === undefined) {
      response.writeHead(404).end();
      return;
    }
    const to = Math.min(Number(last), body.length - 1);
    const head = { 'Content-Range': `bytes ${first}-${to}/${body.length}` };
    response.writeHead(206, head).end(body.subarray(Number(first), to + 1));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe.each([
  ['Node', openRaster],
  ['browsers', openInBrowser],
])('rasters on a web server, for %s', (_, open) => {
  it.each([
    ['cube.cub', 'ISIS3'],
    ['image.img', 'PDS3'],
    ['label.xml', 'PDS4'],
    ['mosaic.vrt', 'VRT'],
    ['array.npy', 'NumPy'],
    ['mask.pgm', 'PNM'],
    ['mask.png', 'PNG'],
    ['dem.zip', 'NumPy'],
    ['N10W110.hgt', 'SRTM HGT'],
  ])('%s is read with what it refers to', async (name, format) => {
    const url = `${base}/${name}`;
    const raster = await open(url);
    expect(raster.info.format).toBe(format);
    if (name === 'mosaic.vrt') expect(raster.info.files).toEqual([`${base}/a.npy`]);
    const { data } = await raster.readBand(fullWindow(raster.info));
    if (['cube.cub', 'image.img', 'label.xml', 'mosaic.vrt', 'array.npy', 'dem.zip'].includes(name)) {
      expect(new Set(data as Float32Array)).toContain(11.75);
    }
    await raster.close();
  });
});
