/** Size of a letter in dots, without the gap after it. */
export const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 7;

/** What numbers with a unit need; rows from the top, one digit of base 32 each, its highest bit on the left. */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh1248v',
  '3': 'v2421he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  '-': '000v000',
  '.': '00000cc',
  m: '00qllll',
};

/** Whether a dot is part of a letter; letters without a glyph are blank. */
export function inGlyph(letter: string, col: number, row: number): boolean {
  const bits = Number.parseInt(GLYPHS[letter]?.[row] ?? '0', 32);
  return col < GLYPH_WIDTH && ((bits >> (GLYPH_WIDTH - 1 - col)) & 1) === 1;
}
