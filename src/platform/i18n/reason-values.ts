import type { Values } from './translator.ts'

const mostListed = 30

/**
 * The details of an error as values for its sentence: lists are written out, and `mostly`, which is a reason itself, is told in words.
 */
export function reasonValues(details: Record<string, unknown>, tell: (reason: string) => string): Values {
  const values: Values = {}
  for (const [name, value] of Object.entries(details)) {
    if (name === 'mostly') values[name] = tell(String(value))
    else if (typeof value === 'string' || typeof value === 'number') values[name] = value
    else if (Array.isArray(value)) values[name] = value.slice(0, mostListed).map(String).join(', ')
  }
  return values
}
