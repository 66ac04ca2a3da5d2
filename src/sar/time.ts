import { CuestaError } from '../core/errors.js';

/** `2022-01-04T17:05:58.268589`, with or without a final Z. */
export const UTC_PATTERN = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z?$/;

/**
 * Seconds from one UTC time to another (ISO 8601, no zone or `Z`), to the nanosecond: the fraction is kept apart from the whole
 * seconds. Leap seconds in between are not counted. Throws `format`, naming the subject.
 */
export function secondsBetween(from: string, to: string, subject: string): number {
  const [wholeFrom, fractionFrom] = split(from, subject);
  const [wholeTo, fractionTo] = split(to, subject);
  return wholeTo - wholeFrom + (fractionTo - fractionFrom);
}

/** The time without its fraction of a second, with `Z`: a round epoch. */
export function wholeSecond(time: string, subject: string): string {
  split(time, subject);
  return `${time.slice(0, 19)}Z`;
}

function split(time: string, subject: string): readonly [whole: number, fraction: number] {
  const match = UTC_PATTERN.exec(time);
  const whole = match === null ? Number.NaN : Date.parse(`${match[1]}Z`) / 1000;
  if (match === null || Number.isNaN(whole)) {
    throw new CuestaError('format', `${subject} has "${time}" where a UTC time is expected.`, {
      subject,
      hint: 'Times look like 2022-01-04T17:05:58.268589.',
    });
  }
  return [whole, Number(match[2] ?? 0)];
}
