/** The part of an OpenAPI 3.1 document that the reference page shows. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  additionalProperties?: Schema | boolean
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

type Content = Record<string, { schema?: Schema }>

type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema }

export type Operation = {
  summary?: string
  description?: string
  tags?: string[]
  security?: Record<string, unknown>[]
  parameters?: Parameter[]
  requestBody?: { description?: string; content: Content }
  responses: Record<string, { description: string; content?: Content }>
  'x-scope'?: string
}

export type ReferenceDocument = {
  info: { title: string; version: string; description?: string }
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

export type Entry = { id: string; method: string; path: string; operation: Operation }

const methods = new Set(['get', 'post', 'put', 'patch', 'delete'])

/** Every operation under its first tag, in the order of the document. */
export function groupByTag(document: ReferenceDocument): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!methods.has(method)) continue
      const tag = operation.tags?.[0] ?? 'Other'
      const id = `${method}-${path}`.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')
      groups.set(tag, [...(groups.get(tag) ?? []), { id, method, path, operation }])
    }
  }
  return groups
}
