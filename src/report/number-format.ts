const MINUS = '\u2212';
const THIN_SPACE = '\u202f';

/** Fixed decimals, groups of thousands, a true minus sign; an en dash when there is no number. */
export function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–';
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(digits) ? MINUS + digits : digits;
}

/** Decimals that show about three significant digits, at most four. */
export function decimalsFor(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return 1;
  if (magnitude >= 1 || magnitude === 0 || Number.isNaN(magnitude)) return 2;
  return magnitude >= 0.1 ? 3 : 4;
}

/** A measured value in text. In tables, give all values of a kind the same decimals instead. */
export function formatMeasure(value: number): string {
  return formatNumber(value, decimalsFor(value));
}

/** Axis ticks at 1, 2 or 5 times a power of ten. */
export interface Ticks {
  readonly values: readonly number[];
  readonly decimals: number;
}

/** About `target` round values inside [min, max] (min < max). */
export function roundTicks(min: number, max: number, target: number): Ticks {
  const step = roundStep((max - min) / target);
  const values: number[] = [];
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  for (let i = first; i <= last; i++) values.push(i * step);
  return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** The closest of 1, 2, 5 times a power of ten, in ratio. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const ratio = step / power;
  if (ratio < 1.5) return power;
  if (ratio < 3.5) return 2 * power;
  return ratio < 7.5 ? 5 * power : 10 * power;
}
