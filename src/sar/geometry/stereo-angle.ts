/** Least angle between the lines of sight of two images, degrees, from which the parallax between them tells heights. */
export const LEAST_STEREO_ANGLE = 3;
