import type { TraitDefinition } from '#contract/customer-edits'

/** A value as a trait of this kind keeps it; undefined for one that does not fit. null takes away and always fits. */
export function fitValue(definition: Pick<TraitDefinition, 'kind' | 'options'>, value: unknown): unknown {
  if (value === null || value === '') return null
  switch (definition.kind) {
    case 'number':
      return fitNumber(value)
    case 'boolean':
      return fitBoolean(value)
    case 'date':
      return typeof value === 'string' && isDay(value) ? value : undefined
    case 'choice':
      return typeof value === 'string' && definition.options.includes(value) ? value : undefined
    default:
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : undefined
  }
}

function fitNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function fitBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}

/** An ISO day that is in the calendar. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
