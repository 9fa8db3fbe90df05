/** Finds the lowest point of a smooth function of a few variables, and how sharply it curves there. Pure. */

export { covarianceOf, hessianOf } from './curvature.ts'
export { type Minimum, minimise } from './minimise.ts'
