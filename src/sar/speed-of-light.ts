/** Metres per second in vacuum. */
export const SPEED_OF_LIGHT = 299792458;
