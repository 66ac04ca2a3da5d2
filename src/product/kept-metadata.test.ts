import { expect, test } from 'vitest';
import { keptMetadata } from './kept-metadata.js';

test('items, band names and the unit are kept; statistics, structure and the old datum are not', () => {
  const metadata = {
    software: 'GDAL',
    AUTHOR: 'someone',
    VERTICAL_DATUM: 'ellipsoid',
    'IMAGE_STRUCTURE:INTERLEAVE': 'BAND',
    'band0.STATISTICS_MEAN': '5',
    'band1.DESCRIPTION': 'sigma',
    'band0.UNITTYPE': 'metre',
  };
  expect(keptMetadata({ metadata, bands: 2 }, { kind: 'egm96' })).toEqual({
    metadata: { AUTHOR: 'someone', VERTICAL_DATUM: 'EGM96 geoid' },
    descriptions: ['', 'sigma'],
    unit: 'metre',
  });
});

test('nothing is said about a datum that nobody knows', () => {
  const kept = keptMetadata({ metadata: {}, bands: 1 }, { kind: 'unknown' });
  expect(kept).toEqual({ metadata: {}, descriptions: [], unit: null });
});
