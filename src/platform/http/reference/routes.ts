import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiDocument } from '../api-document.ts'
import { translatorOf } from '../messages.ts'
import { createRouter, type Router } from '../routes.ts'
import { pagePolicy } from '../security-headers.ts'
import type { ReferenceDocument } from './document.ts'
import { referencePage } from './page.ts'

/** The API's description for programs (/openapi.json) and for people (/docs/api). */
export function referenceRoutes(describe: () => ApiDocument): Router {
  const router = createRouter()
  let known: ApiDocument | undefined
  // Described when first asked for: by then every module has mounted its routes.
  const document = () => {
    known ??= describe()
    return known
  }
  router.get('/openapi.json', (c) => c.json(document(), 200, { 'Cache-Control': 'no-cache' }))
  router.get('/docs', (c) => c.redirect('/docs/api'))
  router.get('/docs/api', async (c) => {
    c.header('Content-Security-Policy', pagePolicy(c.var.cspNonce))
    c.header('Cache-Control', 'no-cache')
    c.header('Vary', 'Accept-Language')
    const { locale } = c.var
    return c.html(await referencePage(asReference(document()), translatorOf(locale, 'reference'), locale))
  })
  serveBeside(router, 'reference.css', 'text/css; charset=utf-8')
  serveBeside(router, 'reference.js', 'text/javascript; charset=utf-8')
  return router
}

function serveBeside(router: Router, name: string, type: string): void {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8')
  router.get(`/docs/${name}`, (c) => c.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }))
}

// Safe: ReferenceDocument names a subset of what the generator writes, with no references but to components.schemas.
function asReference(document: ApiDocument): ReferenceDocument {
  return document as unknown as ReferenceDocument
}
