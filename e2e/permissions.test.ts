import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { keyScopes, permissions, roleMay, type Scope, scopes } from '#contract/permissions'
import { type Role, roles } from '#contract/roles'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { signIn } from '../src/testing/sign-in.ts'
import { owner, startTestServer } from '../src/testing/start-test-server.ts'

type Operation = { method: string; path: string; scope?: Scope; security: string[] }
type Described = { 'x-scope'?: Scope; security?: Record<string, unknown>[] }
type Ask = (method: string, path: string, body?: unknown) => Promise<Response>

const server = await startTestServer()
const shop = await server.openShop()
const callers = new Map<Role, Ask>()
let operations: Operation[] = []

const password = 'long enough to keep'

/** A colleague with the owner's password hash: signing in is the same for every role. */
async function hire(role: Role): Promise<Ask> {
  const email = `${role}@corner.example`
  const personId = newId()
  await inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => {
    await sql`insert into people (id, name, email, locale) values (${personId}, ${role}, ${email}, 'en')`.execute(tx)
    await sql`insert into person_accounts (id, person_id, provider_id, account_id, password)
      select ${newId()}, ${personId}, 'credential', ${personId}, a.password
      from person_accounts a join people p on p.id = a.person_id where p.email = ${owner.email}`.execute(tx)
    await sql`insert into memberships (workspace_id, person_id, role) values (${shop.workspaceId}, ${personId}, ${role})`.execute(
      tx,
    )
  })
  return await signIn(server.url, { email, password })
}

beforeAll(async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Described>>
  }
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) => ({
      method: method.toUpperCase(),
      path: path.replace('/api/v1', ''),
      security: (described.security ?? []).flatMap((way) => Object.keys(way)),
      ...(described['x-scope'] ? { scope: described['x-scope'] } : {}),
    })),
  )
  for (const role of roles) callers.set(role, await hire(role))
})

const nobodysId = '0198c0de-0000-7000-8000-000000000000'

/** Asks for something that is not there, with a body that says nothing: the answer tells whether the caller may ask at all. */
const attempt = (ask: Ask, { method, path }: Operation): Promise<Response> =>
  ask(method, path.replace(/\{\w+\}/g, nobodysId), ['POST', 'PUT', 'PATCH'].includes(method) ? {} : undefined)

// Whoever may do it is gone afterwards, and could be asked nothing more.
const leaving = '/workspace/leaving'
const scoped = () => operations.filter(({ path, scope }) => scope !== undefined && path !== leaving)

/** Operations that refuse who may, or let pass who may not. Only `not_allowed` is the table's refusal. */
async function misjudged(ask: Ask, may: (scope: Scope) => boolean): Promise<string[]> {
  const wrong: string[] = []
  for (const operation of scoped()) {
    const answer = await attempt(ask, operation)
    const { status } = answer
    const text = await answer.text()
    const isRefused = status === 403 && text.includes('"reason":"not_allowed"')
    if (isRefused === may(operation.scope as Scope) || status === 401 || status >= 500) {
      wrong.push(`${operation.method} ${operation.path} (${operation.scope}): ${status} ${text.slice(0, 200)}`)
    }
  }
  return wrong
}

describe('every operation', () => {
  test('that admits a session or a server key says by which scope, or is about oneself', () => {
    for (const { method, path, scope, security } of operations) {
      if (security.includes('serverKey'))
        expect([method, path, scopes.includes(scope as Scope)]).toEqual([method, path, true])
    }
    expect(scoped().length).toBeGreaterThan(30)
  })

  test('that is open to everybody or about oneself is on this list', () => {
    const open = operations.filter(({ scope }) => scope === undefined)
    const named = open.map(
      ({ method, path, security }) => `${method} ${path}${security.length > 0 ? ` (${security.join(', ')})` : ''}`,
    )
    expect(named.sort()).toMatchSnapshot()
  })

  test('answers with the same security headers', async () => {
    const names = [
      'content-security-policy',
      'cross-origin-opener-policy',
      'permissions-policy',
      'referrer-policy',
      'x-content-type-options',
      'x-frame-options',
    ]
    const seen = new Map<string, string[]>()
    for (const { method, path } of operations) {
      const prefix = path.startsWith('/v1/') || path.startsWith('/batch') ? '' : '/api/v1'
      const { headers } = await fetch(`${server.url}${prefix}${path.replace(/\{\w+\}/g, nobodysId)}`, { method })
      const set = names.map((name) => `${name}: ${headers.get(name)}`).join('\n')
      seen.set(set, [...(seen.get(set) ?? []), `${method} ${path}`])
    }
    expect([...seen.keys()]).toMatchSnapshot()
  })

  test.each(roles)('as %s is allowed or refused as the table says', async (role) => {
    const ask = callers.get(role)
    if (!ask) throw new Error(`nobody is ${role}`)
    expect(await misjudged(ask, (scope) => roleMay(role, scope))).toEqual([])
  })

  test('with a server key is allowed or refused as the table says', async () => {
    expect(await misjudged(shop.ask, (scope) => keyScopes.includes(scope))).toEqual([])
  })

  test('with a write key or without any is unknown, but for ingestion and what is open', async () => {
    for (const authorization of [`Bearer ${shop.writeKey}`, 'Bearer sk_nonsense', undefined]) {
      const ask: Ask = (method, path, body) =>
        fetch(`${server.url}/api/v1${path}`, {
          method,
          headers: { 'content-type': 'application/json', origin: server.url, ...(authorization && { authorization }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      for (const operation of scoped()) {
        expect([operation.path, (await attempt(ask, operation)).status]).toEqual([operation.path, 401])
      }
    }
  })
})

test('the table gives nobody more than those above: owner, manager, then by need', () => {
  for (const scope of scopes) {
    const allowed: readonly Role[] = permissions[scope]
    expect(allowed, scope).toContain('owner')
    if (scope.endsWith(':write') && allowed.includes('viewer')) throw new Error(`a viewer may ${scope}`)
  }
})

test('a role taken away counts from the next request on', async () => {
  const agent = await signIn(server.url, { email: 'agent@corner.example', password })
  expect((await agent('GET', '/metrics/sales')).status).toBe(200)
  const set = (role: Role) =>
    inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
      sql`update memberships m set role = ${role} from people p
        where m.workspace_id = ${shop.workspaceId} and p.id = m.person_id and p.email = 'agent@corner.example'`.execute(
        tx,
      ),
    )
  await set('staff')
  expect((await agent('GET', '/metrics/sales')).status).toBe(403)
  await set('agent')
  expect((await agent('GET', '/metrics/sales')).status).toBe(200)
})
