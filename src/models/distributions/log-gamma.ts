const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)

/** log Γ(x) for x > 0; Lanczos (g = 7), Stirling's series from 12 on, where it is exact to the last digit. */
export function logGamma(x: number): number {
  if (x >= 12) return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingRest(x)
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const t = z + 7.5
  let sum = lanczos[0] ?? 0
  for (let i = 1; i < lanczos.length; i++) sum += (lanczos[i] ?? 0) / (z + i)
  return halfLogTwoPi + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** log B(a, b) without the cancellation of three large logarithms when one of the two is large. */
export function logBeta(a: number, b: number): number {
  const large = Math.max(a, b)
  const small = Math.min(a, b)
  if (large < 12) return logGamma(a) + logGamma(b) - logGamma(a + b)
  const both = large + small
  const ratio = -(large - 0.5) * Math.log1p(small / large) - small * Math.log(both) + small
  return logGamma(small) + ratio + stirlingRest(large) - stirlingRest(both)
}

function stirlingRest(x: number): number {
  const y = 1 / (x * x)
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - (y * 691) / 360360))))) / x
}
