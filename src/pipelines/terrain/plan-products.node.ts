import type { JobContext } from '../../product/job-context.js';
import type {
  AspectConfig,
  CurvatureConfig,
  HillshadeConfig,
  RoughnessConfig,
  SlopeConfig,
  TpiConfig,
  TriConfig,
} from './config.js';
import { planTerrain, type TerrainJob } from './run-terrain.node.js';

export function planHillshade(config: HillshadeConfig, context: JobContext): Promise<TerrainJob> {
  const { variant, algorithm: basis, azimuth: azimuthDeg, altitude: altitudeDeg } = config;
  return planTerrain(config, { kind: 'hillshade', variant, basis, azimuthDeg, altitudeDeg }, context);
}

export function planSlope(config: SlopeConfig, context: JobContext): Promise<TerrainJob> {
  const unit = config.percent ? 'percent' : 'degree';
  return planTerrain(config, { kind: 'slope', unit, basis: config.algorithm }, context);
}

export function planAspect(config: AspectConfig, context: JobContext): Promise<TerrainJob> {
  const { algorithm: basis, trigonometric, zeroForFlat } = config;
  const convention = trigonometric ? 'trigonometric' : 'azimuth';
  return planTerrain(config, { kind: 'aspect', basis, convention, zeroForFlat }, context);
}

export function planTpi(config: TpiConfig, context: JobContext): Promise<TerrainJob> {
  return planTerrain(config, { kind: 'tpi' }, context);
}

export function planTri(config: TriConfig, context: JobContext): Promise<TerrainJob> {
  return planTerrain(config, { kind: 'tri', method: config.algorithm }, context);
}

export function planRoughness(config: RoughnessConfig, context: JobContext): Promise<TerrainJob> {
  return planTerrain(config, { kind: 'roughness' }, context);
}

export function planCurvature(config: CurvatureConfig, context: JobContext): Promise<TerrainJob> {
  const { type: curvature, gradient: basis, zeroForFlat } = config;
  return planTerrain(config, { kind: 'curvature', curvature, basis, zeroForFlat }, context);
}
