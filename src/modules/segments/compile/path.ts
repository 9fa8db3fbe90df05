export type Step = { key: string } | { index: number } | 'any'

/**
 * `address.city`, `orders[*].total`, `items[0]`, `["odd.name"].x`. Whatever cannot be read as a path is one plain name, which then
 * hardly anybody has: a slip of the pen must neither break a question nor match.
 */
export function parsePath(text: string): Step[] {
  const steps: Step[] = []
  let rest = text
  while (rest !== '') {
    const found = /^(?:\.?([^.[\]]+)|\[(\*|\d{1,6})\]|\["([^"\\]+)"\])/.exec(rest)
    if (!found) return [{ key: text }]
    const [whole, name, place, quoted] = found
    if (place === '*') steps.push('any')
    else if (place !== undefined) steps.push({ index: Number(place) })
    else steps.push({ key: name ?? quoted ?? '' })
    rest = rest.slice(whole.length)
  }
  return steps
}
