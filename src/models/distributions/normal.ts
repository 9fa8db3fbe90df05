import { upperGamma } from './incomplete-gamma.ts'

const rootTwoPi = Math.sqrt(2 * Math.PI)

/** φ(z) of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / rootTwoPi
}

/** P(Z > z), to full relative precision far in the tail. */
export function normalSurvival(z: number): number {
  const half = 0.5 * upperGamma(0.5, 0.5 * z * z)
  return z >= 0 ? half : 1 - half
}

/**
 * E[max(Z − z, 0)] = φ(z) − z·P(Z > z): what is lost on average beyond z.
 * Where the difference would cancel, the continued fraction of the second repeated integral is taken (DLMF 7.18.13).
 */
export function normalExcess(z: number): number {
  if (z < 2) return Math.max(0, normalDensity(z) - z * normalSurvival(z))
  // Ratios of neighbouring repeated integrals of the tail: r_k = 1 / (z + (k + 1)·r_{k+1}); the second over the density is r_0·r_1.
  let ratio = 0
  let before = 0
  for (let k = 400; k >= 0; k--) {
    before = ratio
    ratio = 1 / (z + (k + 1) * ratio)
  }
  return normalDensity(z) * ratio * before
}

/** z with P(Z > z) = p, 0 < p < 1. A rough start (Abramowitz & Stegun 26.2.23) made exact by Halley's steps. */
export function normalUpperQuantile(p: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -normalUpperQuantile(1 - p)
  const t = Math.sqrt(-2 * Math.log(p))
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let i = 0; i < 4; i++) {
    const density = normalDensity(z)
    if (density === 0) break
    const step = (normalSurvival(z) - p) / density
    z += step / (1 + 0.5 * z * step)
  }
  return z
}
