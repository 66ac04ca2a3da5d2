import type { MatchStatus } from './extremum.js';

/**
 * A tie point as files hold it: one feature in two scenes, with everything that is known about its quality. Positions are map
 * coordinates of the scenes as they are given, before any correction; what is unknown is NaN.
 */
export interface TieRecord {
  readonly id: string;
  /** Names of the scene that was searched and of the one that gave the chip. */
  readonly sceneA: string;
  readonly sceneB: string;
  /** `outlier`: matched, but not kept by the screening of its pair. */
  readonly status: MatchStatus | 'outlier';
  readonly xA: number;
  readonly yA: number;
  /** Heights in metres. */
  readonly hA: number;
  readonly xB: number;
  readonly yB: number;
  readonly hB: number;
  /** Mean of B - A over the chip, metres. */
  readonly meanDh: number;
  /** Standard deviation of B - A over the chip, metres. */
  readonly sigma: number;
  /** Standard errors of the position of A against B, map units. */
  readonly sigmaX: number;
  readonly sigmaY: number;
  /** Distance from the pair's affine transform, map units. */
  readonly residual: number;
  readonly ambiguity: number;
  readonly relief: number;
  readonly texture: number;
}

/** Fields in the order in which files have them. */
export const TIE_TEXTS = ['id', 'sceneA', 'sceneB', 'status'] as const satisfies readonly (keyof TieRecord)[];
export const TIE_NUMBERS = [
  'xA',
  'yA',
  'hA',
  'xB',
  'yB',
  'hB',
  'meanDh',
  'sigma',
  'sigmaX',
  'sigmaY',
  'residual',
  'ambiguity',
  'relief',
  'texture',
] as const satisfies readonly (keyof TieRecord)[];

const STATUSES: readonly string[] = [
  'matched',
  'nodata',
  'flat',
  'rim',
  'gap',
  'no-extremum',
  'outlier',
] satisfies readonly TieRecord['status'][];

/**
 * Builds a record from what a file says about each field; absent numbers are NaN.
 *
 * @returns null when a text is missing or the status is none of the known
 */
export function tieRecord(fields: Readonly<Record<string, unknown>>): TieRecord | null {
  const texts = TIE_TEXTS.map((name) => [name, fields[name]] as const);
  const numbers = TIE_NUMBERS.map((name) => [name, numberOf(fields[name])] as const);
  const record = Object.fromEntries<unknown>([...texts, ...numbers]) as unknown as TieRecord;
  const complete = texts.every(([, text]) => typeof text === 'string' && text !== '');
  return complete && STATUSES.includes(record.status) ? record : null;
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
