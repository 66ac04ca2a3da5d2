import { figureProfiles } from '../../report/profile-figure.js';
import type { LinePoints } from '../../terrain/line-points.js';

/** The classes that a profile figure uses, in colours that every viewer of SVG knows. */
const STYLE =
  'svg{background:#fff}text{font:13px sans-serif;fill:#5a6472}.label,.halo{fill:#171b22}.middle{text-anchor:middle}' +
  '.end{text-anchor:end}.tick,.axis{stroke:#5a6472}.grid{stroke:#dfe3e8}.series{fill:none;stroke-width:1.6;' +
  'stroke-linejoin:round}.series-1{stroke:#0b6e80}';

/** A profile as a file of its own: heights over distance; gaps where heights are missing. */
export function profileSvg(name: string, { distanceM }: LinePoints, heights: Float64Array): string {
  const { svg } = figureProfiles({
    title: `Profile of ${name}`,
    caption: '',
    series: [{ label: name, profile: { distance: distanceM, height: Float32Array.from(heights) } }],
    metresPerUnit: 1,
    axis: 'Height (m)',
  });
  const [, size = ''] = /viewBox="0 0 ([\d ]+)"/.exec(svg.markup) ?? [];
  const [width, height] = size.split(' ');
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `;
  return `${svg.markup.replace('<svg ', head).replace('>', `><style>${STYLE}</style>`)}\n`;
}

/** `distance_m,x,y,height`: a row per point, map coordinates in full; an empty height where there is none. */
export function profileCsv({ x, y, distanceM }: LinePoints, heights: Float64Array): string {
  const lines = ['distance_m,x,y,height'];
  for (let i = 0; i < heights.length; i++) {
    const height = Number.isNaN(heights[i]) ? '' : String(Number(heights[i].toFixed(4)));
    lines.push(`${Number(distanceM[i].toFixed(4))},${x[i]},${y[i]},${height}`);
  }
  return `${lines.join('\n')}\n`;
}
