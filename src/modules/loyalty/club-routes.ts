import { createRouter, type Router } from '#platform/http'
import type { CardDeps } from './cards/card-deps.ts'
import { invitationRoutes } from './invitations/routes.ts'
import { planRoutes } from './plans/routes.ts'

/** Who belongs to a programme and by what: invitations, and plans that are paid for. */
export function clubRoutes(deps: CardDeps): Router {
  return createRouter().route('/', invitationRoutes(deps)).route('/', planRoutes(deps)) as Router
}
