import { type Schema, sampleOf } from '../isolation/sample-body.ts'

/** What nobody sends by accident, and each engine keeps in its own way or not at all. */
const texts = ['\u0000', 'half of a \ud800 pair']
const byFormat: Record<string, string[]> = {
  date: ['0000-01-01', '9999-12-31'],
  'date-time': ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'],
  uuid: ['0198c0de-0000-7000-8000-000000000000'],
}
const numbers = [1e308, -1, 2 ** 53 + 2, 0.5]

/** Values for a schema of the API's description, each with one thing in it that should not be there; for bodies field by field. */
export function hostileValues(schema: Schema): unknown[] {
  if (schema.enum || schema.const !== undefined) return []
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.flatMap(hostileValues)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'string') return byFormat[schema.format ?? ''] ?? texts
  if (type === 'number' || type === 'integer') return numbers
  if (type === 'array') return hostileValues(schema.items ?? {}).map((value) => [value])
  return type === 'object' ? hostileObjects(schema) : []
}

function hostileObjects(schema: Schema): unknown[] {
  const sample = sampleOf(schema) as object
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    hostileValues(field).map((value) => ({ ...sample, [name]: value })),
  )
  const { additionalProperties: more } = schema
  if (typeof more !== 'object') return fields
  const names = [JSON.parse('{"__proto__":1}'), ...texts.map((text) => ({ [text]: sampleOf(more) }))]
  return [...fields, ...names, ...hostileValues(more).map((value) => ({ x: value }))]
}
