/** Nodes in (−1, 1) and weights of Gauss–Legendre quadrature, exact for polynomials below degree 2n. */
export function gaussLegendre(n: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    let slope = 1
    for (let step = 0; step < 50; step++) {
      const { value, derivative } = legendre(n, x)
      slope = derivative
      const move = value / derivative
      x -= move
      if (Math.abs(move) < 1e-16) break
    }
    nodes[i] = x
    weights[i] = 2 / ((1 - x * x) * slope * slope)
  }
  return { nodes, weights }
}

function legendre(n: number, x: number): { value: number; derivative: number } {
  let before = 1
  let value = x
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k]
  return { value, derivative: (n * (x * value - before)) / (x * x - 1) }
}
