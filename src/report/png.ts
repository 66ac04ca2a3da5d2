/** 8-bit samples, interleaved, row by row from the top: grey or indexed, RGB, or RGBA (not premultiplied). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
  /** With one channel: the samples are indices into this table of up to 256 RGBA quadruples. */
  readonly palette?: Uint8Array;
}

const COLOUR_TYPE = { 1: 0, 3: 2, 4: 6 } as const;
const INDEXED = 3;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** PNG file of a picture (W3C PNG, third edition), in Node and browsers. */
export async function encodePng(picture: Picture): Promise<Uint8Array> {
  return concatenate([beginPng(picture), chunk('IDAT', await deflate(filterRows(picture))), endPng()]);
}

/**
 * {@link encodePng} of a picture that does not fit into memory: strips of whole rows from the top, together as high as the picture.
 * An error of the strips ends the stream.
 */
export async function* streamPng(
  picture: Omit<Picture, 'data'>,
  strips: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield beginPng(picture);
  const { readable, writable } = new CompressionStream('deflate');
  const writer = writable.getWriter();
  const stride = picture.width * picture.channels;
  const feed = async (): Promise<void> => {
    let above: Uint8Array = new Uint8Array(stride);
    for await (const data of strips) {
      await writer.write(filterRows({ ...picture, height: data.length / stride, data }, above));
      above = data.slice(data.length - stride);
    }
    await writer.close();
  };
  const feeding = feed().catch((error: unknown) => writer.abort(error));
  const reader = readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    yield chunk('IDAT', part.value);
  }
  await feeding;
  yield endPng();
}

/** Signature, header, palette. */
function beginPng({ width, height, channels, palette }: Omit<Picture, 'data'>): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, palette ? INDEXED : COLOUR_TYPE[channels], 0, 0, 0], 8);
  return concatenate([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    ...(palette ? paletteChunks(palette) : []),
  ]);
}

function endPng(): Uint8Array {
  return chunk('IEND', new Uint8Array(0));
}

function paletteChunks(rgba: Uint8Array): Uint8Array[] {
  const count = rgba.length / 4;
  const rgb = new Uint8Array(count * 3);
  const alpha = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    rgb.set(rgba.subarray(i * 4, i * 4 + 3), i * 3);
    alpha[i] = rgba[i * 4 + 3];
  }
  return [chunk('PLTE', rgb), chunk('tRNS', alpha)];
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Every row with the filter that leaves the smallest sum of absolute residuals, the usual heuristic (PNG 12.7):
 * shaded relief and smooth colours shrink by about a third against no filter.
 */
function filterRows(
  { width, height, channels, data }: Picture,
  rowAbove: Uint8Array = new Uint8Array(width * channels),
): Uint8Array<ArrayBuffer> {
  const stride = width * channels;
  const out = new Uint8Array(height * (stride + 1));
  const candidate = new Uint8Array(stride);
  let above = rowAbove;
  for (let row = 0; row < height; row++) {
    const line = data.subarray(row * stride, (row + 1) * stride);
    const target = row * (stride + 1);
    let best = Number.POSITIVE_INFINITY;
    for (let filter = 0; filter < 5; filter++) {
      const cost = applyFilter(filter, line, above, channels, candidate);
      if (cost >= best) continue;
      best = cost;
      out[target] = filter;
      out.set(candidate, target + 1);
    }
    above = line;
  }
  return out;
}

/** Writes the residuals of filter type 0 to 4 and returns their sum as signed bytes. */
function applyFilter(
  filter: number,
  line: Uint8Array,
  above: Uint8Array,
  channels: number,
  out: Uint8Array,
): number {
  let cost = 0;
  for (let i = 0; i < line.length; i++) {
    const left = i < channels ? 0 : line[i - channels];
    const up = above[i];
    let prediction = 0;
    if (filter === 1) prediction = left;
    else if (filter === 2) prediction = up;
    else if (filter === 3) prediction = (left + up) >> 1;
    else if (filter === 4) prediction = paeth(left, up, i < channels ? 0 : above[i - channels]);
    const residual = (line[i] - prediction) & 0xff;
    out[i] = residual;
    cost += residual < 128 ? residual : 256 - residual;
  }
  return cost;
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const dLeft = Math.abs(estimate - left);
  const dUp = Math.abs(estimate - up);
  const dUpLeft = Math.abs(estimate - upLeft);
  if (dLeft <= dUp && dLeft <= dUpLeft) return left;
  return dUp <= dUpLeft ? up : upLeft;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
