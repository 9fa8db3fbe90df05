/** Special functions that the models share. Pure; real arguments only. */
export { gaussLegendre } from './gauss-legendre.ts'
export { hypergeometric } from './hypergeometric.ts'
export { logGamma } from './log-gamma.ts'
