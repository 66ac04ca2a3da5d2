import type { FuzzFile } from './header-mutations.mjs';

export function handmadeFiles(): FuzzFile[];
export function gdalFiles(folder: string): FuzzFile[];
export function realFiles(folder: string, maxBytes: number): FuzzFile[];
