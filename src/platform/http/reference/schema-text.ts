import type { Schema } from './document.ts'

/** A schema as a person reads it: the shape in braces, a line per field, remarks behind it. */
export function schemaText(schema: Schema | undefined, indent = ''): string {
  if (!schema) return 'any'
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? 'any'
  const options = schema.anyOf ?? schema.oneOf
  if (options) return unique(options.map((option) => schemaText(option, indent))).join(' | ')
  if (schema.allOf) return schema.allOf.map((part) => schemaText(part, indent)).join(' & ')
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.properties) return objectText(schema, schema.properties, indent)
  if (schema.items) return listText(schemaText(schema.items, indent))
  if (typeof schema.additionalProperties === 'object') {
    return `{ [name]: ${schemaText(schema.additionalProperties, indent)} }`
  }
  return plainText(schema)
}

function objectText(schema: Schema, properties: Record<string, Schema>, indent: string): string {
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, field]) => {
    const mark = schema.required?.includes(name) ? '' : '?'
    const remark = field.description ? `  — ${field.description}` : ''
    return `${inner}${name}${mark}: ${schemaText(field, inner)}${remark}`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

function listText(item: string): string {
  return /[|&]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
}

function plainText(schema: Schema): string {
  const types = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any')
  const remarks = [
    schema.format,
    range(schema),
    schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
  ]
  const shown = remarks.filter(Boolean).join(', ')
  return shown ? `${types} (${shown})` : types
}

function range(schema: Schema): string {
  const from = schema.minimum ?? schema.minLength
  const to = schema.maximum ?? schema.maxLength
  const isOpen = to === undefined || to >= Number.MAX_SAFE_INTEGER
  const floor = from === undefined || from <= Number.MIN_SAFE_INTEGER ? '' : String(from)
  if (floor === '' && isOpen) return ''
  return `${floor}…${isOpen ? '' : to}`
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)]
}
