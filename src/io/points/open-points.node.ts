import type { ByteSource } from '../source/byte-source.js';
import { fileSource } from '../source/file-source.node.js';
import { httpSource } from '../source/http-source.js';

/** A point file by path or http(s) URL; close it. */
export function openPointFile(path: string): ByteSource {
  return /^https?:\/\//i.test(path) ? httpSource(path) : fileSource(path);
}
