import { createHttpApp, createLifecycle, createMetrics, type Router } from '#platform/http'
import { silentLog } from '#platform/log'
import type { Db } from '#platform/postgres'
import { fakeClock, keptMail, testDb } from '#testing'
import { createFirstWorkspace } from '../create-first-workspace.ts'
import { createPeople, type People } from '../people.ts'
import { workspacesRoutes } from '../routes.ts'
import { sessionMiddleware } from '../session-middleware.ts'

export const anna = { name: 'Kovács Anna', email: 'anna@corner.example', password: 'long enough to keep', locale: 'en' }
const corner = { name: 'Corner café', timeZone: 'Europe/Budapest', currency: 'HUF', locale: 'hu' }

export type TestApp = {
  app: Router
  db: Db
  people: People
  clock: ReturnType<typeof fakeClock>
  mail: ReturnType<typeof keptMail>
  /** a request as the console sends it */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** The frame with this module's routes in it, on a database of its own. */
export async function startTestApp(publicUrl = 'http://localhost:4400'): Promise<TestApp> {
  const { db } = await testDb()
  const clock = fakeClock(new Date().toISOString())
  const mail = keptMail()
  const people = createPeople({ db, clock, secret: 'a secret of at least 32 characters', publicUrl, mailer: mail })
  const lifecycle = createLifecycle()
  lifecycle.ready()
  const app = createHttpApp({
    log: silentLog,
    metrics: createMetrics(),
    lifecycle,
    checks: {},
    publicUrl,
    version: '0.0.0',
  })
  app.use('/api/*', sessionMiddleware(people))
  app.route('/api/v1', workspacesRoutes(people))
  return {
    app,
    db,
    people,
    clock,
    mail,
    send: async (method, path, body, headers = {}) =>
      await app.request(`${publicUrl}/api/v1${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'GET' ? {} : { origin: publicUrl }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}

export async function annasWorkspace(db: Db) {
  return await createFirstWorkspace(db, { person: anna, workspace: corner })
}

/** Signs in and returns the Cookie header a browser would send from then on. */
export async function signedIn(test: TestApp, person: { email: string; password: string } = anna): Promise<string> {
  return cookieOf(await test.send('POST', '/session', { email: person.email, password: person.password }))
}

export function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
