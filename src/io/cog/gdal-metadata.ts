import type { Moments } from '../../math/moments.js';
import { standardDeviation } from '../../math/moments.js';
import type { CogSpec } from './cog-spec.js';

/** GDAL's private metadata tag as XML: statistics, description, unit, scale and offset of each band, and free-form items. */
export function gdalMetadata(spec: CogSpec, statistics: readonly Moments[]): string {
  const items = Object.entries(spec.metadata).map(
    ([name, value]) => `  <Item name="${escapeXml(name)}">${itemValue(value)}</Item>`,
  );
  statistics.forEach((moments, band) => {
    for (const [name, value] of bandStatistics(moments, spec.width * spec.height)) {
      items.push(`  <Item name="${name}" sample="${band}">${value}</Item>`);
    }
    for (const [name, value] of bandRoles(spec, band)) {
      items.push(
        `  <Item name="${name.toUpperCase()}" sample="${band}" role="${name}">${itemValue(value)}</Item>`,
      );
    }
  });
  return `<GDALMetadata>\n${items.join('\n')}\n</GDALMetadata>\n`;
}

function bandStatistics(moments: Moments, samples: number): [name: string, value: string][] {
  const percent: [string, string] = ['STATISTICS_VALID_PERCENT', validPercent(moments.count, samples)];
  if (moments.count === 0) return [percent];
  return [
    ['STATISTICS_MAXIMUM', decimal(moments.max)],
    ['STATISTICS_MEAN', decimal(moments.mean)],
    ['STATISTICS_MINIMUM', decimal(moments.min)],
    ['STATISTICS_STDDEV', decimal(standardDeviation(moments))],
    percent,
  ];
}

function bandRoles(spec: CogSpec, band: number): [role: string, value: string][] {
  const roles: [string, string][] = [];
  const description = spec.descriptions[band] ?? '';
  if (description !== '') roles.push(['description', description]);
  if (spec.unit !== null) roles.push(['unittype', spec.unit]);
  if (spec.scale !== 1 || spec.offset !== 0) {
    roles.push(['offset', String(spec.offset)], ['scale', String(spec.scale)]);
  }
  return roles;
}

/** 14 significant digits, as GDAL writes them. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(14)));
}

/** Four significant digits, but `100` only when nothing is missing. */
function validPercent(count: number, samples: number): string {
  if (count === samples) return '100';
  return String(Math.min(99.999, Number(((100 * count) / samples).toPrecision(4))));
}

/** Escaped twice: GDAL unescapes the values that its XML parser has already unescaped. */
function itemValue(text: string): string {
  return escapeXml(escapeXml(text));
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
}
