import { createRouter, type Router } from '#platform/http'
import { attachmentRoutes } from './attachment-routes.ts'
import type { CareDeps } from './care-deps.ts'
import { consentRoutes } from './consent-routes.ts'
import { dateRoutes } from './date-routes.ts'
import { noteRoutes } from './note-routes.ts'
import { pageRoutes } from './page-routes.ts'
import { preferenceRoutes } from './preference-routes.ts'

export function careRoutes(deps: CareDeps): Router {
  const router = createRouter()
  const parts = [pageRoutes, noteRoutes, dateRoutes, preferenceRoutes, attachmentRoutes, consentRoutes]
  for (const part of parts) router.route('/', part(deps))
  return router
}
