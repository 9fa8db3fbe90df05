/** Σ a[i + k] · b[j + k] over `length` numbers. Four sums at once: one would wait for itself at each step. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let k = 0
  for (; k + 3 < length; k += 4) {
    s0 += (a[i + k] as number) * (b[j + k] as number)
    s1 += (a[i + k + 1] as number) * (b[j + k + 1] as number)
    s2 += (a[i + k + 2] as number) * (b[j + k + 2] as number)
    s3 += (a[i + k + 3] as number) * (b[j + k + 3] as number)
  }
  for (; k < length; k++) s0 += (a[i + k] as number) * (b[j + k] as number)
  return s0 + s1 + (s2 + s3)
}
