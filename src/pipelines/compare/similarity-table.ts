import type { Column, Table } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { Similarity } from './result.js';

/** How alike the relief is: one row, with the columns that were asked for. */
export function similarityTable({ heightRange, psnr, ssim, resolution }: Similarity): Table {
  const cells: (readonly [heading: string, unit: string | null, value: string])[] = [
    ['Height range of the reference', 'm', formatMeasure(heightRange)],
    ['PSNR', 'dB', formatNumber(psnr, 2)],
  ];
  if (ssim !== null) cells.push(['SSIM', null, formatNumber(ssim, 5)]);
  if (resolution !== null) {
    const { wavelength } = resolution;
    cells.push([
      'Effective resolution',
      'pixels',
      wavelength === null ? '> 128' : formatNumber(wavelength, 1),
    ]);
  }
  return {
    caption: 'Similarity of the relief',
    columns: cells.map(
      ([heading, unit]): Column => ({ heading, align: 'number', ...(unit === null ? {} : { unit }) }),
    ),
    rows: [cells.map(([, , value]) => value)],
  };
}
