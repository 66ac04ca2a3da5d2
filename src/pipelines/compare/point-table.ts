import type { PointChunk } from '../../io/points/point-parser.js';

/** What one DEM says at the points of a chunk. */
export interface TestedAtPoints {
  readonly heights: Float64Array;
  readonly dh: Float32Array;
}

/** First line of the table of points: position, reference height and its sigma, then height and dh of every tested DEM by its name. */
export function pointTableHeader(
  { columns }: Pick<PointChunk, 'columns'>,
  tested: readonly string[],
): string {
  const position = columns.kind === 'lonlat' ? ['lon', 'lat'] : ['x', 'y'];
  const sigma = columns.sigma === null ? [] : ['sigma'];
  const names = tested.length === 1 ? [''] : tested.map((name) => `_${quoted(name)}`);
  return [...position, 'height', ...sigma, ...names.flatMap((name) => [`tested${name}`, `dh${name}`])].join(
    ',',
  );
}

function quoted(name: string): string {
  return name.replace(/[",\r\n]/g, '_');
}

/** Lines of the points of a chunk, in their order; what is missing stays empty. Heights to 0.1 mm. */
export function pointTableLines(points: PointChunk, tested: readonly TestedAtPoints[]): string {
  const { x, y, h, sigma, columns } = points;
  const lines: string[] = [];
  for (let i = 0; i < x.length; i++) {
    const cells = [String(x[i]), String(y[i]), fixed(h[i])];
    if (columns.sigma !== null) cells.push(fixed(sigma[i]));
    for (const { heights, dh } of tested) cells.push(fixed(heights[i]), fixed(dh[i]));
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

function fixed(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(4);
}
