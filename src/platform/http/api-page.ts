import type { ApiDocument } from './api-document.ts'
import { createRouter, type Router } from './routes.ts'

/** The API's description for programs (/openapi.json) and for people (/docs/api). */
export function apiPageRoutes(describe: () => ApiDocument): Router {
  const router = createRouter()
  let document: ApiDocument | undefined
  const read = () => {
    document ??= describe()
    return document
  }
  router.get('/openapi.json', (c) => c.json(read(), 200, { 'Cache-Control': 'no-cache' }))
  return router
}
