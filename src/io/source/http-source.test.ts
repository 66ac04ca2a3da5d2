import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainTags, tinyTiff } from '../../../test/support/tiny-tiff.js';
import { openRaster as openInBrowser } from '../open.js';
import { openRaster } from '../open.node.js';
import { httpSource } from './http-source.js';

const content = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) >>> 3);
const tiff = tinyTiff(new Uint8Array(new Float32Array(600).fill(12.5).buffer), plainTags(30, 20));
const retry = { retryDelayMs: 1 };

let server: Server;
let base: string;
let requests: { range: string | undefined; token: string | undefined }[] = [];
let failures = 0;

function answer(request: IncomingMessage, response: ServerResponse): void {
  requests.push({ range: request.headers.range, token: request.headers.authorization });
  const path = new URL(request.url!, base).pathname;
  if (failures > 0) {
    failures--;
    if (path === '/broken') request.socket.destroy();
    else response.writeHead(503).end();
    return;
  }
  if (path === '/missing') {
    response.writeHead(404).end();
    return;
  }
  const body = path === '/dem.tif' ? tiff : content;
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  if (path === '/whole' || range === null) {
    response.writeHead(200).end(body);
    return;
  }
  const from = Number(range[1]);
  const to = Math.min(Number(range[2]), body.length - 1);
  if (from >= body.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${body.length}` }).end();
    return;
  }
  const total = path === '/untold' ? '*' : body.length;
  response.writeHead(206, { 'Content-Range': `bytes ${from}-${to}/${total}` });
  response.end(body.subarray(from, to + 1));
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  requests = [];
  failures = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('httpSource', () => {
  it('reads any range', async () => {
    const source = httpSource(`${base}/data`);
    expect(await source.size()).toBe(content.length);
    for (const [offset, length] of [
      [0, 1],
      [65530, 20],
      [100, 400_000],
      [262_000, 200_000],
      [999_990, 100],
      [131_072, 65_536],
    ] as const) {
      const expected = content.subarray(offset, offset + length);
      expect(Buffer.compare(await source.read(offset, length), expected)).toBe(0);
    }
    expect((await source.read(2_000_000, 10)).length).toBe(0);
  });

  it('asks once for what lies together, and not again', async () => {
    const source = httpSource(`${base}/data`);
    await source.read(70_000, 10);
    await source.read(80_000, 10);
    await source.read(10, 10);
    await source.read(0, 200_000);
    expect(requests.map((r) => r.range)).toEqual([
      'bytes=65536-131071',
      'bytes=0-65535',
      'bytes=131072-262143',
    ]);
  });

  it('does not know the size when the server does not tell', async () => {
    const source = httpSource(`${base}/untold`);
    expect(await source.size()).toBeNull();
    expect((await source.read(999_999, 5)).length).toBe(1);
  });

  it.each(['/data', '/broken'])('repeats failed requests: %s', async (path) => {
    failures = 3;
    const source = httpSource(base + path, retry);
    expect((await source.read(0, 4)).length).toBe(4);
    expect(requests.length).toBe(4);
  });

  it.each(['/data', '/broken'])('gives up in the end: %s', async (path) => {
    failures = 99;
    await expect(httpSource(base + path, retry).read(0, 4)).rejects.toMatchObject({
      code: 'io',
      subject: base + path,
    });
    expect(requests.length).toBe(4);
  });

  it('does not repeat what cannot succeed', async () => {
    await expect(httpSource(`${base}/missing`, retry).read(0, 4)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('404'),
    });
    expect(requests.length).toBe(1);
  });

  it('refuses servers without ranges, with a hint', async () => {
    await expect(httpSource(`${base}/whole`, retry).read(0, 4)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('range requests'),
      hint: expect.stringContaining('Download'),
    });
  });

  it('stops waiting when aborted', async () => {
    failures = 99;
    const stop = new AbortController();
    const read = httpSource(`${base}/data`, { retryDelayMs: 60_000 }).read(0, 4, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await expect(read).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('sends the headers it is given', async () => {
    await httpSource(`${base}/data`, { headers: { Authorization: 'Bearer x' } }).read(0, 4);
    expect(requests[0].token).toBe('Bearer x');
  });

  it.each([
    ['Node', openRaster],
    ['browsers', openInBrowser],
  ])('serves rasters: %s', async (_, open) => {
    const raster = await open(`${base}/dem.tif`);
    const { data } = await raster.readRaster({ col: 28, row: 18, width: 4, height: 2 });
    expect([...data]).toEqual([12.5, 12.5, NaN, NaN, 12.5, 12.5, NaN, NaN]);
    expect(requests.length).toBe(1);
    await raster.close();
  });
});
