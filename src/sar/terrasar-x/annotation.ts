import { CuestaError } from '../../core/errors.js';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import type { LookSide } from '../geometry/radar-view.js';
import type { AzimuthTiming, RangeSampling } from '../image/image-geometry.js';
import type { SarProduct } from '../image/sar-product.js';
import { createOrbit } from '../orbit/orbit.js';
import type { StateVectors } from '../orbit/state-vectors.js';
import { SPEED_OF_LIGHT } from '../speed-of-light.js';
import { secondsBetween, wholeSecond } from '../time.js';
import { childAt, childrenOf, numberAt, numberOf, readXml, textAt, type XmlNode } from '../xml-tree.js';
import { invertGroundRange } from './ground-polynomial.js';

const RASTER = 'productInfo/imageDataInfo/imageRaster';
const RANGE_TIME = 'productInfo/sceneInfo/rangeTime';
const PROJECTION = 'productSpecific/projectedImageInfo/slantToGroundRangeProjection';

/** Whether the text of an XML file is the annotation of a TerraSAR-X or TanDEM-X Level-1b product. */
export function isTerrasarX(text: string): boolean {
  return /<level1Product[\s/>]/.test(text.slice(0, 4096));
}

/**
 * The image that a TerraSAR-X or TanDEM-X Level-1b annotation describes: complex in slant range (SSC, COSAR) or detected in ground range
 * (MGD, GeoTIFF); of several polarisations the one that is named, else the first. **Not verified on a real product**: written after
 * public descriptions and tested on products made after them.
 *
 * Throws `format`, naming the file; `unsupported` for map-projected products (GEC, EEC), ScanSAR and images that begin at the far range;
 * `config` when the polarisation is not there.
 *
 * Source: DLR, TerraSAR-X Level 1b Product Format Specification, TX-GS-DD-3307.
 */
export function readTerrasarX(text: string, name: string, polarisation?: string): SarProduct {
  const product = readXml(text, name);
  const variant = textAt(product, 'productInfo/productVariantInfo/productVariant');
  const mode = textAt(product, 'productInfo/acquisitionInfo/imagingMode');
  if (variant !== 'SSC' && variant !== 'MGD') throw unsupported(name, `is a product of kind ${variant}`);
  if (/^(SC|WS)/.test(mode)) throw unsupported(name, `was taken in the ScanSAR mode ${mode}`);
  const vectors = readStateVectors(product);
  const image = chooseImage(product, polarisation);
  const raster = childAt(product, RASTER);
  const folder = name.slice(0, Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const looks = numberAt(raster, 'azimuthLooks') * numberAt(raster, 'rangeLooks');
  const look: LookSide =
    textAt(product, 'productInfo/acquisitionInfo/lookDirection') === 'LEFT' ? 'left' : 'right';
  return {
    name,
    sensor: `${textAt(product, 'productInfo/missionInfo/mission')} ${mode}`,
    polarisation: textAt(image, 'polLayer'),
    quantity: variant === 'SSC' ? 'complex' : 'amplitude',
    looks: variant === 'SSC' ? 1 : looks,
    raster: `${folder}${textAt(image, 'file/location/path')}/${textAt(image, 'file/location/filename')}`,
    geometry: {
      orbit: createOrbit(vectors, 'lagrange', name),
      look,
      ellipsoid: WGS84_ELLIPSOID,
      width: numberAt(raster, 'numberOfColumns'),
      height: numberAt(raster, 'numberOfRows'),
      azimuth: azimuthTiming(product, vectors.epoch),
      range: variant === 'SSC' ? slantSampling(product) : groundSampling(product),
    },
  };
}

function chooseImage(product: XmlNode, polarisation: string | undefined): XmlNode {
  const images = childrenOf(childAt(product, 'productComponents'), 'imageData');
  const layers = images.map((image) => textAt(image, 'polLayer'));
  const index = polarisation === undefined ? 0 : layers.indexOf(polarisation.toUpperCase());
  if (images[index] !== undefined) return images[index];
  throw new CuestaError('config', `${product.file} has no image of polarisation ${polarisation ?? ''}.`, {
    subject: product.file,
    hint: `It has: ${layers.join(', ')}.`,
  });
}

function readStateVectors(product: XmlNode): StateVectors {
  const states = childrenOf(childAt(product, 'platform/orbit'), 'stateVec');
  const stamps = states.map((state) => textAt(state, 'timeUTC'));
  const epoch = stamps.length === 0 ? '' : wholeSecond(stamps[0], product.file);
  const xyz = (state: XmlNode, of: 'pos' | 'vel'): number[] =>
    ['X', 'Y', 'Z'].map((axis) => numberAt(state, `${of}${axis}`));
  return {
    epoch,
    times: Float64Array.from(stamps, (stamp) => secondsBetween(epoch, stamp, product.file)),
    positions: Float64Array.from(states.flatMap((state) => xyz(state, 'pos'))),
    velocities: Float64Array.from(states.flatMap((state) => xyz(state, 'vel'))),
  };
}

/** Lines are evenly spaced between the times of the first and the last; the processor has removed the travel time. */
function azimuthTiming(product: XmlNode, epoch: string): AzimuthTiming {
  const start = startCorner(product);
  const at = (which: 'start' | 'stop'): number =>
    secondsBetween(epoch, textAt(product, `productInfo/sceneInfo/${which}/timeUTC`), product.file);
  const [first, last] = start === 'LATEAZNEARRG' ? [at('stop'), at('start')] : [at('start'), at('stop')];
  const lineInterval = (last - first) / (numberAt(product, `${RASTER}/numberOfRows`) - 1);
  return { firstLine: first, lineInterval, skew: { constant: 0, perRange: 0 } };
}

function startCorner(product: XmlNode): string {
  const start = textAt(product, 'productInfo/imageDataInfo/imageDataStartWith');
  if (start === 'EARLYAZNEARRG' || start === 'LATEAZNEARRG') return start;
  throw unsupported(product.file, `has an image that starts with ${start}`);
}

function slantSampling(product: XmlNode): RangeSampling {
  return {
    kind: 'slant',
    first: (numberAt(product, `${RANGE_TIME}/firstPixel`) * SPEED_OF_LIGHT) / 2,
    // Two-way seconds in slant range.
    spacing: (numberAt(product, `${RASTER}/columnSpacing`) * SPEED_OF_LIGHT) / 2,
  };
}

/** The annotation has ground range as a polynomial of the two-way travel time; images need the inverse. */
function groundSampling(product: XmlNode): RangeSampling {
  const projection = childAt(product, PROJECTION);
  const reference = numberAt(projection, 'referencePoint');
  const coefficients = childrenOf(projection, 'coefficient').map((node, i) => ({
    exponent: Number(node.element.attributes.exponent ?? i),
    value: numberOf(node),
  }));
  const groundOf = (slant: number): number => {
    const time = (2 * slant) / SPEED_OF_LIGHT - reference;
    return coefficients.reduce((sum, { exponent, value }) => sum + value * time ** exponent, 0);
  };
  const [near, far] = ['firstPixel', 'lastPixel'].map(
    (pixel) => (numberAt(product, `${RANGE_TIME}/${pixel}`) * SPEED_OF_LIGHT) / 2,
  );
  const first = groundOf(near);
  const { origin, coefficients: powers } = invertGroundRange((slant) => groundOf(slant) - first, near, far);
  return {
    kind: 'ground',
    spacing: numberAt(product, `${RASTER}/columnSpacing`),
    polynomials: [{ time: 0, origin, coefficients: powers }],
  };
}

function unsupported(name: string, what: string): CuestaError {
  return new CuestaError('unsupported', `${name} ${what}.`, {
    subject: name,
    hint: 'Use a stripmap or spotlight product in radar geometry: SSC, or MGD with near range first; or describe it as in docs/sar-format.md.',
  });
}
