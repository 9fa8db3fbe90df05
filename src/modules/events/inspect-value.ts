import type { DeadLetter } from '#contract/dead-letters'

export const limits = { depth: 32, keys: 2_000, eventBytes: 32 * 1024 }

/** `params` is what `detail` tells, for those who tell it in another language. */
export type Fault = { reason: string; detail: string; params?: DeadLetter['params'] }

/** Finds what neither engine could store or what nobody sends by accident; undefined when the value is sound. Iterative, so depth cannot hurt it. */
export function inspectValue(root: unknown): Fault | undefined {
  const stack: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }]
  let keys = 0
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { value, depth } = item
    if (typeof value === 'string') {
      const fault = inspectText(value)
      if (fault) return fault
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value))
        return { reason: 'number_out_of_range', detail: 'A number is too large to be stored.' }
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= limits.depth)
        return faultOf('too_deep', `Nested deeper than ${limits.depth} levels.`, { limit: limits.depth })
      for (const key of Object.keys(value)) {
        if (++keys > limits.keys)
          return faultOf('too_many_properties', `More than ${limits.keys} properties.`, { limit: limits.keys })
        if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
          return faultOf('forbidden_key', `The property name ${key} is not accepted.`, { name: key })
        }
        const fault = inspectText(key)
        if (fault) return fault
        stack.push({ value: (value as Record<string, unknown>)[key], depth: depth + 1 })
      }
    }
  }
  return undefined
}

export function faultOf(reason: string, detail: string, params: DeadLetter['params']): Fault {
  return { reason, detail, params }
}

function inspectText(text: string): Fault | undefined {
  if (text.includes('\u0000')) return { reason: 'nul_character', detail: 'A text contains the character U+0000.' }
  if (!text.isWellFormed()) return { reason: 'bad_unicode', detail: 'A text contains half of a surrogate pair.' }
  return undefined
}
