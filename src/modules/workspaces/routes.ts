import { createRouter, type Router } from '#platform/http'
import { apiKeyRoutes } from './api-key.routes.ts'
import { brandRoutes } from './brand/brand.routes.ts'
import { invitationRoutes } from './invitations/invitation.routes.ts'
import { peopleRoutes } from './people.routes.ts'
import type { People } from './people.ts'
import { sessionRoutes } from './session.routes.ts'
import { settingsRoutes } from './settings.routes.ts'
import { workspaceRoutes } from './workspace.routes.ts'

/** Mount at /api/v1, behind `sessionMiddleware`. */
export function workspacesRoutes(people: People): Router {
  const router = createRouter()
  router.route('/', sessionRoutes(people))
  router.route('/', settingsRoutes(people))
  router.route('/', apiKeyRoutes(people))
  router.route('/', peopleRoutes(people))
  router.route('/', invitationRoutes(people))
  router.route('/', workspaceRoutes(people))
  router.route('/', brandRoutes(people))
  return router
}
