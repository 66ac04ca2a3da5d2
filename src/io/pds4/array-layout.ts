import type { XmlElement } from '@rgrove/parse-xml';
import { damagedFile, unsupportedFile } from '../format-error.js';
import { type RawLayout, type RawType, SAMPLE_BYTES } from '../raw/raw-layout.js';
import { childElements, xmlNumber, xmlText } from '../xml/xml-tree.js';

/** `data_type` of the class Element_Array (PDS4 Information Model). */
const TYPES: Readonly<Record<string, readonly [dtype: RawType, littleEndian: boolean]>> = {
  UnsignedByte: ['uint8', true],
  SignedByte: ['int8', true],
  UnsignedLSB2: ['uint16', true],
  UnsignedMSB2: ['uint16', false],
  SignedLSB2: ['int16', true],
  SignedMSB2: ['int16', false],
  UnsignedLSB4: ['uint32', true],
  UnsignedMSB4: ['uint32', false],
  SignedLSB4: ['int32', true],
  SignedMSB4: ['int32', false],
  UnsignedLSB8: ['uint64', true],
  UnsignedMSB8: ['uint64', false],
  SignedLSB8: ['int64', true],
  SignedMSB8: ['int64', false],
  IEEE754LSBSingle: ['float32', true],
  IEEE754MSBSingle: ['float32', false],
  IEEE754LSBDouble: ['float64', true],
  IEEE754MSBDouble: ['float64', false],
};

/**
 * How the samples of an array are stored: axes named Line, Sample and perhaps Band in any order, the last index fastest. Arrays whose
 * axes have other names count as lines of samples, bands first. Throws `format` or `unsupported`.
 */
export function arrayLayout(array: XmlElement, name: string): RawLayout {
  const typeName = xmlText(array, 'Element_Array/data_type') ?? '';
  const type = TYPES[typeName];
  if (type === undefined) throw unsupportedFile(name, `samples of the type "${typeName}"`);
  const [dtype, littleEndian] = type;
  const order = xmlText(array, 'axis_index_order') ?? 'Last Index Fastest';
  if (order.toLowerCase() !== 'last index fastest') throw unsupportedFile(name, `the axis order "${order}"`);
  const axes = axesOf(array, name);
  const strides = new Map<string, number>();
  let stride = SAMPLE_BYTES[dtype];
  for (const axis of axes.toReversed()) {
    strides.set(axis.name, stride);
    stride *= axis.elements;
  }
  const elements = (axis: string) => axes.find((a) => a.name === axis)?.elements ?? 1;
  return {
    ...{ dtype, littleEndian, width: elements('sample'), height: elements('line'), bands: elements('band') },
    offset: xmlNumber(array, 'offset') ?? 0,
    colStride: strides.get('sample')!,
    rowStride: strides.get('line')!,
    bandStride: strides.get('band') ?? stride,
  };
}

interface Axis {
  readonly name: string;
  readonly elements: number;
}

function axesOf(array: XmlElement, name: string): Axis[] {
  const axes = childElements(array, 'Axis_Array')
    .map((axis) => ({
      name: (xmlText(axis, 'axis_name') ?? '').toLowerCase(),
      elements: xmlNumber(axis, 'elements') ?? 0,
      sequence: xmlNumber(axis, 'sequence_number') ?? 0,
    }))
    .toSorted((a, b) => a.sequence - b.sequence);
  if (axes.length !== 2 && axes.length !== 3) throw unsupportedFile(name, `an array of ${axes.length} axes`);
  if (axes.some(({ elements }) => !Number.isSafeInteger(elements) || elements < 1)) {
    throw damagedFile(name, 'has a label with an axis without elements');
  }
  const named = ['line', 'sample'].every(
    (wanted) => axes.filter((axis) => axis.name === wanted).length === 1,
  );
  const usual = axes.length === 2 ? ['line', 'sample'] : ['band', 'line', 'sample'];
  return axes.map(({ name: own, elements }, i) => {
    const known = own === 'line' || own === 'sample' ? own : 'band';
    return { name: named ? known : usual[i], elements };
  });
}
