import type { RasterSource } from '../../core/raster-source.js';
import { damagedFile } from '../format-error.js';
import { NOTHING_ELSE } from '../missing.js';
import type { OpenContext } from '../open-context.js';
import { PLAIN_PICTURE } from '../plain-picture.js';
import { checkLayout, packedLayout } from '../raw/raw-layout.js';
import { rawSource } from '../raw/raw-source.js';

/** Comments are the only long part of a header. */
const MAX_HEADER = 64 * 1024;

export function isPnm(head: Uint8Array): boolean {
  return (
    head[0] === 0x50 && (head[1] === 0x35 || head[1] === 0x36) && /[\s#]/.test(String.fromCharCode(head[2]))
  );
}

/** Opens a binary PGM or PPM (Netpbm): 8 bits, or 16 bits most significant byte first. It has no place on the ground. */
export async function openPnm({ source }: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { name } = source;
  const text = new TextDecoder('latin1').decode(await source.read(0, MAX_HEADER, signal));
  const header =
    /^P([56])(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)(?:#[^\n]*\n)?\s/.exec(text);
  if (header === null) throw damagedFile(name, 'has a damaged PGM header');
  const [width, height, maximum] = header.slice(2, 5).map(Number);
  if (maximum < 1 || maximum > 65535) throw damagedFile(name, `claims samples up to ${maximum}`);
  const dtype = maximum > 255 ? ('uint16' as const) : ('uint8' as const);
  const bands = header[1] === '6' ? 3 : 1;
  const image = { dtype, littleEndian: false, width, height, bands, offset: header[0].length };
  const layout = packedLayout(image, 'pixel');
  await checkLayout(layout, source, signal);
  return rawSource(source, layout, { name, format: 'PNM', missing: NOTHING_ELSE, ...PLAIN_PICTURE });
}
