import { describe, expect, it } from 'vitest';
import { parsePvl } from './parse-pvl.js';
import { findGroup, groupAt, numberOf, parsePvlNumber, textOf } from './pvl-label.js';

const LABEL = `CCSD3ZF0000100000001NJPL3IF0PDSX00000001 = SFDU_LABEL
PDS_VERSION_ID = PDS3 /* a comment = with a sign */
# another
^IMAGE = ("A B.IMG", 5 <BYTES>)
Note = "two
   lines; END"
Object = IsisCube
  Group = Kernels
    Position = $lro/kernels/spk/fdf29r_2010305_v01.b-
               sp
    Scale = -12675.5 <pixels/degree>
    Modes = {A, 'b c', (1, 2)}
  End_Group = Kernels
  Null = 16#FF7FFFFB#
End_Object
End
Ignored = yes
`;

describe('parsePvl', () => {
  for (const [name, text] of [
    ['Unix', LABEL],
    ['Windows', LABEL.replaceAll('\n', '\r\n')],
  ] as const) {
    it(`reads a label with ${name} line ends`, () => {
      const root = parsePvl(text, 'a.lbl');
      const kernels = groupAt(root, 'ISISCUBE/KERNELS');
      expect(textOf(root, 'PDS_VERSION_ID')).toBe('PDS3');
      expect(textOf(root, 'NOTE')).toBe('two lines; END');
      expect(root.values.get('^IMAGE')?.items?.map((item) => [item.text, item.unit])).toEqual([
        ['A B.IMG', null],
        ['5', 'bytes'],
      ]);
      expect(textOf(kernels, 'POSITION')).toBe('$lro/kernels/spk/fdf29r_2010305_v01.bsp');
      expect(numberOf(kernels, 'SCALE')).toBe(-12675.5);
      expect(kernels?.values.get('SCALE')?.unit).toBe('pixels/degree');
      expect(textOf(kernels, 'MODES')).toBe('A,b c,1,2');
      expect(findGroup(root, 'KERNELS')).toBe(kernels);
      expect(numberOf(groupAt(root, 'ISISCUBE'), 'NULL')).toBe(-3.4028226550889045e38);
      expect(root.values.has('IGNORED')).toBe(false);
    });
  }

  it.each([
    ['A = "never ends', 'inside a text'],
    ['A = (1, 2', 'inside a list'],
    ['A = (1 ; <', 'list'],
    ['A B = 3', 'without a value'],
    ['= 3', 'without a keyword'],
    ['End_Group\n', 'outside of any group'],
    [`${'Group = a\n'.repeat(100)}`, 'without end'],
    [`A = ${'('.repeat(100)}`, 'without end'],
  ])('refuses %j', (text, message) => {
    expect(() => parsePvl(text, 'bad.lbl')).toThrow(
      expect.objectContaining({
        code: 'format',
        subject: 'bad.lbl',
        message: expect.stringContaining(message) as string,
      }),
    );
  });

  it('reads numbers in the forms of labels', () => {
    const texts = ['3', '-1.5e3', '16#FF7FFFFA#', 'N/A', '', '12 km'];
    // Largest float32 less five units of its last place.
    const valid = -(2 ** 128 - 6 * 2 ** 104);
    expect(texts.map(parsePvlNumber)).toEqual([3, -1500, valid, null, null, null]);
  });
});
