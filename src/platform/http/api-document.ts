import type { Router } from './routes.ts'

export type ApiDocument = ReturnType<Router['getOpenAPI31Document']>

/** The OpenAPI 3.1 document of everything that is mounted on `app`. */
export function describeApi(app: Router, version: string): ApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Regulars',
      version,
      description:
        'Turns one-time buyers into regulars. Errors are problem documents (RFC 9457) with a stable reason; lists come in pages with nextCursor; instants are ISO 8601 in UTC, days are YYYY-MM-DD in the zone of the workspace, money is integer minor units with an ISO 4217 code.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tagsOf(app),
  })
  document.components = {
    ...document.components,
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: '__Host-regulars', description: 'What POST /api/v1/session sets' },
      serverKey: { type: 'http', scheme: 'bearer', description: 'A server key: Authorization: Bearer sk_…' },
      writeKey: { type: 'http', scheme: 'basic', description: 'A write key (wk_…) as the user name; ingestion only' },
    },
  }
  return document
}

function tagsOf(app: Router): { name: string }[] {
  const names = app.openAPIRegistry.definitions.flatMap((d) => (d.type === 'route' ? (d.route.tags ?? []) : []))
  return [...new Set(names)].map((name) => ({ name }))
}
