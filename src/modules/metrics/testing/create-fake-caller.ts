import type { Router } from '#platform/http'
import { createRouter } from '#platform/http'

/** Asks routes as somebody who may do everything in one workspace. */
export function createFakeCaller(routes: Router, workspaceId: string): (path: string) => Promise<Response> {
  const app = createRouter()
  app.use(async (c, next) => {
    c.set('workspaceId', workspaceId)
    c.set('actor', { kind: 'key', actorId: workspaceId, may: () => true })
    await next()
  })
  app.onError((error, c) => c.text(error.message, 500))
  app.route('/', routes)
  return async (path) => app.request(path)
}
