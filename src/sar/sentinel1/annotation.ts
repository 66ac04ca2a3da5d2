import { CuestaError } from '../../core/errors.js';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import type { RadarView } from '../geometry/radar-view.js';
import type { AzimuthTiming, RangeSampling } from '../image/image-geometry.js';
import type { SarProduct } from '../image/sar-product.js';
import { createOrbit } from '../orbit/orbit.js';
import type { StateVectors } from '../orbit/state-vectors.js';
import { SPEED_OF_LIGHT } from '../speed-of-light.js';
import { secondsBetween, wholeSecond } from '../time.js';
import { childAt, childrenOf, numberAt, numbersAt, readXml, textAt, type XmlNode } from '../xml-tree.js';
import { azimuthSkew } from './azimuth-skew.js';
import { type GeolocationPoint, readGeolocationGrid } from './geolocation-grid.js';

const INFORMATION = 'imageAnnotation/imageInformation';

/** What an annotation file says, whatever the mode. */
export interface Sentinel1Annotation {
  /** File, as messages name it. */
  readonly name: string;
  readonly view: RadarView;
  readonly grid: readonly GeolocationPoint[];
  readonly product: XmlNode;
}

/**
 * Reads the annotation of a Sentinel-1 Level-1 product (`annotation/s1?-*.xml` of a SAFE folder, SLC or GRD). Orbits are interpolated
 * by Lagrange's method. Throws `format`, naming the file.
 *
 * Source: ESA, Sentinel-1 Product Specification, S1-RS-MDA-52-7441.
 */
export function readSentinel1Annotation(text: string, name: string): Sentinel1Annotation {
  const product = readXml(text, name);
  const vectors = readStateVectors(product);
  const orbit = createOrbit(vectors, 'lagrange', name);
  return {
    name,
    view: { orbit, look: 'right', ellipsoid: WGS84_ELLIPSOID },
    grid: readGeolocationGrid(product, vectors.epoch),
    product,
  };
}

/**
 * The image that an annotation describes; its raster has the same name in the folder `measurement`. Throws `unsupported` for images
 * that consist of bursts (IW and EW SLC), which are no single grid of range and azimuth.
 */
export function sentinel1Product({ name, view, grid, product }: Sentinel1Annotation): SarProduct {
  if (childrenOf(childAt(product, 'swathTiming/burstList'), 'burst').length > 0) {
    throw new CuestaError('unsupported', `${name} describes bursts that are not merged into one image.`, {
      subject: name,
      hint: 'Use the GRD product of the same pass, or merge the bursts first (for example with SNAP).',
    });
  }
  const detected = textAt(product, 'adsHeader/productType') === 'GRD';
  const information = childAt(product, INFORMATION);
  const timing = {
    firstLine: secondsBetween(view.orbit.vectors.epoch, textAt(information, 'productFirstLineUtcTime'), name),
    lineInterval: numberAt(information, 'azimuthTimeInterval'),
  };
  const azimuth: AzimuthTiming = { ...timing, skew: azimuthSkew(grid, timing) };
  const [path, file] = split(name);
  return {
    name,
    sensor: `Sentinel-1 ${textAt(product, 'adsHeader/missionId')} ${textAt(product, 'adsHeader/mode')}`,
    polarisation: textAt(product, 'adsHeader/polarisation'),
    quantity: detected ? 'amplitude' : 'complex',
    looks: detected ? processedLooks(product) : 1,
    raster: `${path}../measurement/${file.replace(/\.xml$/i, '.tiff')}`,
    geometry: {
      ...view,
      width: numberAt(information, 'numberOfSamples'),
      height: numberAt(information, 'numberOfLines'),
      azimuth,
      range: detected ? groundSampling(product, view) : slantSampling(product),
    },
  };
}

function readStateVectors(product: XmlNode): StateVectors {
  const orbits = childrenOf(childAt(product, 'generalAnnotation/orbitList'), 'orbit');
  const stamps = orbits.map((orbit) => textAt(orbit, 'time'));
  const epoch = stamps.length === 0 ? '' : wholeSecond(stamps[0], product.file);
  const xyz = (orbit: XmlNode, of: string): number[] =>
    ['x', 'y', 'z'].map((axis) => numberAt(orbit, `${of}/${axis}`));
  return {
    epoch,
    times: Float64Array.from(stamps, (stamp) => secondsBetween(epoch, stamp, product.file)),
    positions: Float64Array.from(orbits.flatMap((orbit) => xyz(orbit, 'position'))),
    velocities: Float64Array.from(orbits.flatMap((orbit) => xyz(orbit, 'velocity'))),
  };
}

function slantSampling(product: XmlNode): RangeSampling {
  return {
    kind: 'slant',
    first: (numberAt(product, `${INFORMATION}/slantRangeTime`) * SPEED_OF_LIGHT) / 2,
    spacing:
      SPEED_OF_LIGHT / (2 * numberAt(product, 'generalAnnotation/productInformation/rangeSamplingRate')),
  };
}

function groundSampling(product: XmlNode, view: RadarView): RangeSampling {
  const list = childAt(product, 'coordinateConversion/coordinateConversionList');
  const polynomials = childrenOf(list, 'coordinateConversion').map((conversion) => ({
    time: secondsBetween(view.orbit.vectors.epoch, textAt(conversion, 'azimuthTime'), product.file),
    origin: numberAt(conversion, 'gr0'),
    coefficients: numbersAt(conversion, 'grsrCoefficients'),
  }));
  if (polynomials.length === 0) {
    throw new CuestaError('format', `${product.file} has no conversion between ground and slant range.`, {
      subject: product.file,
      hint: 'Download the product again.',
    });
  }
  return { kind: 'ground', spacing: numberAt(product, `${INFORMATION}/rangePixelSpacing`), polynomials };
}

/** Looks that the processor averaged in range and azimuth; the same for all swaths of a mode. */
function processedLooks(product: XmlNode): number {
  const swath = childAt(product, 'imageAnnotation/processingInformation/swathProcParamsList/swathProcParams');
  return (
    numberAt(swath, 'rangeProcessing/numberOfLooks') * numberAt(swath, 'azimuthProcessing/numberOfLooks')
  );
}

function split(path: string): readonly [folder: string, file: string] {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return [path.slice(0, cut), path.slice(cut)];
}
