import { describe, expect, it } from 'vitest';
import { CuestaError, exitCodeOf, throwIfAborted } from './errors.js';

describe('CuestaError', () => {
  it('survives the way through JSON', () => {
    const error = new CuestaError('datum', 'Vertical datums are mixed.', {
      subject: 'a.tif',
      hint: 'Convert one.',
    });
    const back = CuestaError.fromJSON(JSON.parse(JSON.stringify(error)));
    expect(back).toMatchObject({
      code: 'datum',
      message: error.message,
      subject: 'a.tif',
      hint: 'Convert one.',
    });
  });

  it('has the documented exit codes', () => {
    const codes = (['config', 'format', 'no-overlap', 'io', 'quality', 'partial', 'cancelled'] as const).map(
      (code) => exitCodeOf(new CuestaError(code, '')),
    );
    expect(codes).toEqual([2, 3, 3, 4, 4, 5, 130]);
    expect(exitCodeOf(new TypeError('bug'))).toBe(1);
  });

  it('says how to resume when a run is cancelled', () => {
    expect(() => throwIfAborted(AbortSignal.abort())).toThrow(expect.objectContaining({ code: 'cancelled' }));
    expect(() => throwIfAborted(undefined)).not.toThrow();
  });
});
