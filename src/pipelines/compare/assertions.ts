import { CuestaError } from '../../core/errors.js';
import type { ErrorStatistics } from '../../terrain/accuracy.js';
import { type Comparison, testedLabel } from './result.js';

type Metric = keyof ErrorStatistics | 'validPercent' | 'psnr' | 'ssim';

/** A demand on every tested DEM. */
export interface Assertion {
  /** As the user wrote it, without blanks. */
  readonly text: string;
  readonly metric: Metric;
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

const STATISTICS = [
  'count',
  'mean',
  'median',
  'std',
  'mae',
  'rmse',
  'nmad',
  'le90',
  'le95',
  'min',
  'max',
] as const;
const METRICS: readonly Metric[] = [...STATISTICS, 'validPercent', 'psnr', 'ssim'];

/** `rmse<2`, `validPercent >= 99.5`; null for anything else. Names are those of `compare.json`, in any case. */
export function parseAssertion(text: string): Assertion | null {
  const [, name, operator, number] = /^\s*(\w+)\s*(<=|>=|<|>)\s*(\S+)\s*$/.exec(text) ?? [];
  const metric = METRICS.find((candidate) => candidate.toLowerCase() === name?.toLowerCase());
  const bound = Number(number);
  if (metric === undefined || !Number.isFinite(bound)) return null;
  return { text: text.replace(/\s/g, ''), metric, operator: operator as Assertion['operator'], bound };
}

/** What `--assert` accepts, for its description. */
export const ASSERTION_METRICS = METRICS.join(', ');

/** Whether one of the demands needs the structural similarity. */
export function needsSsim(assertions: readonly string[]): boolean {
  return assertions.some((text) => parseAssertion(text)?.metric === 'ssim');
}

/** Whether a demand is about what only two rasters have. */
export function isAboutRelief(assertion: string): boolean {
  const metric = parseAssertion(assertion)?.metric;
  return metric === 'psnr' || metric === 'ssim';
}

/**
 * Throws `quality`, naming every tested DEM and demand that it misses with the value found. A value that does not exist (no sample)
 * misses every demand.
 */
export function requireAsserted(comparisons: readonly Comparison[], assertions: readonly string[]): void {
  const demands = assertions.flatMap((text) => parseAssertion(text) ?? []);
  const missed = comparisons.flatMap((comparison) =>
    demands.flatMap((demand) => {
      const value = metricOf(comparison, demand.metric);
      return holds(value, demand)
        ? []
        : [`${testedLabel(comparison)}: ${demand.metric} is ${shown(value)}, not ${demand.text}.`];
    }),
  );
  if (missed.length === 0) return;
  throw new CuestaError('quality', missed.join('\n'), {
    subject: '--assert',
    hint: 'Everything else was done and written as without --assert.',
  });
}

function metricOf({ accuracy, similarity }: Comparison, metric: Metric): number {
  if (metric === 'psnr' || metric === 'ssim') return similarity?.[metric] ?? Number.NaN;
  return accuracy[metric];
}

function holds(value: number, { operator, bound }: Assertion): boolean {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

function shown(value: number): string {
  return Number.isNaN(value) ? 'unknown' : String(Number(value.toPrecision(5)));
}
