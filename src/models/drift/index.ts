/**
 * Do the customers of today still look like those the model learnt from? Pure; no I/O.
 * PSI (population stability index, a symmetric Kullback–Leibler divergence over bins; Siddiqi 2006): under 0.1 little has moved, over 0.25 much. KS: the largest distance between the two
 * distribution functions, 0 … 1 (Kolmogorov–Smirnov, two samples; Smirnov 1948).
 */

export { kolmogorovSmirnov } from './kolmogorov-smirnov.ts'
export { categoryStability, numberStability } from './population-stability.ts'
