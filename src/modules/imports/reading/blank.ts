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

/**
 * Whether a cell holds nothing: R writes NA for a missing value, databases NULL, pandas nan. Taken at its word, `NA`
 * would be the best customer of the shop.
 */
export function isBlank(text: string): boolean {
  if (text.length > 11) return text.trim() === ''
  const plain = text.trim()
  return plain === '' || (plain.length <= 11 && words.has(plain.toLowerCase()))
}
