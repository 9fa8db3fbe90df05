import { createRouter, type Router } from '#platform/http'
import type { Jobs } from '#platform/jobs'
import { boardRoutes } from './board/routes.ts'
import { causeRoutes } from './causes/routes.ts'
import type { ChainDeps } from './ledger/desk.ts'
import { programmeRoutes } from './programme-routes.ts'
import { referralRoutes } from './referrals/routes.ts'
import { reportRoutes } from './report-routes.ts'
import { rewardRoutes } from './reward-routes.ts'
import { tillRoutes } from './till-routes.ts'
import { oversightRoutes } from './watch/routes.ts'

export function loyaltyRoutes(deps: ChainDeps & { jobs: Jobs }): Router {
  return createRouter()
    .route('/', programmeRoutes(deps))
    .route('/', tillRoutes(deps))
    .route('/', rewardRoutes(deps))
    .route('/', reportRoutes(deps))
    .route('/', oversightRoutes(deps))
    .route('/', causeRoutes(deps))
    .route('/', boardRoutes(deps))
    .route('/', referralRoutes(deps)) as Router
}
