import { createRoute, OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler, Next } from 'hono'
import type { Scope } from '#contract/permissions'
import { DomainError } from '#platform/errors'
import { invalidInput } from './answer-problem.ts'
import type { AppEnv, PersonEnv, WorkspaceEnv } from './env.ts'
import { problemDocument } from './problem.ts'
import { requirePerson, requireWorkspace } from './require.ts'

export type Router = OpenAPIHono<AppEnv>

type Described<P extends string> = Omit<RouteConfig, 'path' | 'middleware' | 'security'> & {
  path: P
  summary: string
  tags: string[]
}

/** `maxBody` in bytes, 'stream' when the handler reads and limits the body itself; 1 MiB when not given. */
type Rule = { maxBody?: number | 'stream' }

const usualBody = 1024 * 1024

/** A router for one module's routes: mount it with `app.route('/api/v1', router)`. */
export function createRouter(): Router {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error)
    },
  })
}

/** A route of the signed-in person or of a server key, inside one workspace; `c.var.workspaceId` and `c.var.actor` are set. */
export function workspaceRoute<P extends string, R extends Described<P>>(rule: Rule & { scope: Scope }, config: R) {
  return createRoute({
    ...config,
    middleware: guard<WorkspaceEnv>(rule, requireWorkspace({ scope: rule.scope })),
    security: [{ session: [] }, { serverKey: [] }],
    'x-scope': rule.scope,
    responses: withProblems(config.responses),
  })
}

/** A route of a signed-in person about themselves; keys have no such self. `c.var.session` is set. */
export function personRoute<P extends string, R extends Described<P>>(rule: Rule, config: R) {
  return createRoute({
    ...config,
    middleware: guard<PersonEnv>(rule, requirePerson()),
    security: [{ session: [] }],
    responses: withProblems(config.responses),
  })
}

/** A route that admits callers by itself: open to everybody, or by the `security` it names. */
export function publicRoute<P extends string, R extends Described<P> & { security?: RouteConfig['security'] }>(
  rule: Rule,
  config: R,
) {
  return createRoute({
    ...config,
    middleware: guard<AppEnv>(rule, (_, next) => next()),
    security: config.security ?? [],
    responses: withProblems(config.responses),
  })
}

/** A JSON answer or body of a route. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** A required JSON body of a route. */
export function jsonBody<S extends z.ZodType>(schema: S, description = '') {
  return { description, required: true, content: { 'application/json': { schema } } }
}

function guard<E extends object>(rule: Rule, check: MiddlewareHandler): MiddlewareHandler<E & { Bindings: object }> {
  const limit = rule.maxBody === 'stream' ? undefined : limitBody(rule.maxBody ?? usualBody)
  return (c: Context, next: Next) => check(c, limit ? async () => void (await limit(c, next)) : next)
}

// Hono's own body limit copies the request, which the server's lazily built ones do not allow; browsers send a DELETE that way.
function limitBody(maxSize: number): MiddlewareHandler {
  return async (c, next) => {
    const { raw } = c.req
    const announced = raw.headers.has('transfer-encoding') ? null : raw.headers.get('content-length')
    if (announced !== null && Number(announced) > maxSize) throw tooLarge(maxSize)
    if (announced === null && raw.body) {
      const { url, method, headers, signal } = raw
      c.req.raw = new Request(url, { method, headers, signal, body: await readUpTo(raw.body, maxSize) })
    }
    await next()
  }
}

async function readUpTo(body: ReadableStream<Uint8Array>, maxSize: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxSize) throw tooLarge(maxSize)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function tooLarge(maxSize: number): DomainError {
  return new DomainError('too_large', 'body_too_large', `The body is larger than ${maxSize} bytes.`, { maxSize })
}

function withProblems<T extends RouteConfig['responses']>(responses: T): T {
  const problem = {
    description: 'Anything else: a problem document (RFC 9457)',
    content: { 'application/problem+json': { schema: problemDocument } },
  }
  return { ...responses, default: problem }
}
