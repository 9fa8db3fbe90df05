export type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  minLength?: number
  minimum?: number
  exclusiveMinimum?: number
  additionalProperties?: boolean | Schema
  format?: string
  pattern?: string
}

const texts: Record<string, string> = {
  uuid: '0198c0de-0000-7000-8000-000000000000',
  email: 'somebody@corner.example',
  date: '2025-01-02',
  'date-time': '2025-01-02T03:04:05Z',
  uri: 'https://corner.example/',
}

/** The least that a JSON schema of the API's description takes: required fields only, the first of every choice. */
export function sampleOf(schema: Schema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []
  if (choice) return sampleOf(choice, name)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    const fields = (schema.required ?? []).map((field) => [field, sampleOf(schema.properties?.[field] ?? {}, field)])
    return Object.fromEntries(fields)
  }
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, name))
  if (type === 'number' || type === 'integer') return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1
  if (type === 'boolean') return true
  if (type === 'string') return texts[schema.format ?? ''] ?? 'x'.repeat(Math.max(1, schema.minLength ?? 1))
  return null
}

/** `path` is below /api/v1; `query` and `body` are what the description asks for at least. */
export type Operation = { method: string; path: string; query: string; scope: string | undefined; body: unknown }

type Described = {
  'x-scope'?: string
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

/** Every operation under /api/v1. */
export async function listOperations(url: string): Promise<Operation[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, described]) => {
        const schema = described.requestBody?.content['application/json']?.schema
        const needed = (described.parameters ?? []).filter((one) => one.in === 'query' && one.required)
        const search = new URLSearchParams(needed.map(({ name, schema }) => [name, String(sampleOf(schema, name))]))
        // A choice of words in an address names nothing of anybody.
        const words = (described.parameters ?? []).filter((one) => one.in === 'path' && one.schema.enum)
        const isFile = described.requestBody !== undefined && schema === undefined
        return {
          method: method.toUpperCase(),
          path: words
            .reduce((all, { name, schema }) => all.replace(`{${name}}`, String(schema.enum?.[0])), path)
            .replace('/api/v1', ''),
          scope: described['x-scope'],
          query: needed.length === 0 ? '' : `?${search}`,
          body: isFile ? 'a file' : schema && sampleOf(schema),
        }
      }),
    )
}
