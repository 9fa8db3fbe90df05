import type { Design } from './design.ts'

export function sigmoid(margin: number): number {
  return margin >= 0 ? 1 / (1 + Math.exp(-margin)) : Math.exp(margin) / (1 + Math.exp(margin))
}

/** Log-odds of every row. */
export function marginsOf(design: Design, coefficients: Float64Array): Float64Array {
  const { rows, numbers, numberFeatures, hot, hotColumns } = design
  const width = numberFeatures.length
  const margins = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let margin = coefficients[0] ?? 0
    for (let k = 0; k < width; k++)
      margin += (numbers[row * width + k] as number) * (coefficients[numberFeatures[k] as number] as number)
    for (let k = 0; k < hotColumns; k++) {
      const feature = hot[row * hotColumns + k] as number
      if (feature >= 0) margin += coefficients[feature] as number
    }
    margins[row] = margin
  }
  return margins
}
