/**
 * The elements of the array under `key` as raw JSON texts, for a body that as a whole is not JSON because one element
 * spoils it (NaN, a cut-off number). Brackets are matched outside of strings only. Undefined when there is no such array.
 */
export function splitBatch(text: string, key: string): string[] | undefined {
  const start = new RegExp(`"${key}"\\s*:\\s*\\[`).exec(text)
  if (!start) return undefined
  const elements: string[] = []
  let from = start.index + start[0].length
  let depth = 0
  let inString = false
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (inString) {
      if (c === 0x5c) at++
      else if (c === 0x22) inString = false
      continue
    }
    if (c === 0x22) inString = true
    else if (c === 0x7b || c === 0x5b) depth++
    else if (c === 0x7d || (c === 0x5d && depth > 0)) depth--
    else if ((c === 0x2c || c === 0x5d) && depth === 0) {
      const element = text.slice(from, at).trim()
      if (element !== '') elements.push(element)
      if (c === 0x5d) return elements
      from = at + 1
    }
  }
  return undefined
}
