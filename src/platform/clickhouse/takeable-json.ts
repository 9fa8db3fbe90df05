/** Texts and numbers, each whole. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * JSON of which ClickHouse takes the parts: where a whole number lies beyond its 64 bits it finds nothing at all in the document, so such a
 * one is written with an exponent.
 */
export function takeableJson(text: string): string {
  if (!/\d{19}/.test(text)) return text
  return text.replace(tokens, (token) => (isTooLong(token) ? Number(token).toExponential() : token))
}

const isTooLong = (token: string): boolean => /^-?\d{19,}$/.test(token) && Math.abs(Number(token)) >= 2 ** 63
