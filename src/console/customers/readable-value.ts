/** Any JSON value in a line: lists with commas, objects as "name: value". */
export function readableValue(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return value.map(readableValue).join(', ')
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) => `${name}: ${readableValue(inner)}`)
      .join(', ')
  }
  return String(value)
}
