const words = new Set([
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  '(null)',
  '\\n',
  'none',
  'nil',
  'undefined',
  '(blank)',
  '-',
  '–',
  '—',
  '#ref!',
  '#value!',
])

/** Most cells are told by their first character: this runs for every cell of every row. */
const starts = new Set(
  [...words].flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]).concat(0xa0),
)

/**
 * Whether a cell holds nothing: R writes NA for a missing value, databases NULL, pandas nan. Taken at its word, `NA`
 * would be the best customer of the shop.
 */
export function isBlank(text: string): boolean {
  const size = text.length
  if (size === 0) return true
  const first = text.charCodeAt(0)
  if (first > 32 && !starts.has(first)) return false
  if (size > 40) return text.trim() === ''
  const plain = text.trim()
  return plain === '' || words.has(plain.toLowerCase())
}
