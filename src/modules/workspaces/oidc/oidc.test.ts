/** Against a real OpenID provider on a port of its own; a browser's part is played by following redirects with its cookies. */
import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { startOidcProvider } from '../../../testing/oidc-provider.ts'
import { anna, annasWorkspace, cookieOf, startTestApp, type TestApp } from '../testing/app.ts'
import { createOidcProvider } from './provider.ts'

const publicUrl = 'http://localhost:4400'
const { issuer, clientId, clientSecret, accounts, serve } = await startOidcProvider()
serve(`${publicUrl}/api/v1/session/oidc/callback`)

let on: TestApp
let personId: string

beforeAll(async () => {
  on = await startTestApp(publicUrl)
  ;({ personId } = await annasWorkspace(on.db))
  on.people.oidc = createOidcProvider({
    issuer,
    clientId,
    clientSecret,
    name: 'Corner ID',
    domains: ['corner.example'],
  })
})

beforeEach(async () => {
  on.clock.advance({ hours: 1 })
  await sql`delete from person_accounts where provider_id <> 'credential'`.execute(on.db)
  for (const id of Object.keys(accounts)) delete accounts[id]
  accounts.anna = { email: 'Anna@Corner.example', email_verified: true, name: 'Anna' }
})

/** Begins here: the browser's cookies and the address it is sent to. */
async function begin(wanted: { next?: string; invitation?: string } = {}): Promise<{ jar: string; address: URL }> {
  const answer = await on.send('POST', '/session/oidc', wanted)
  expect(answer.status).toBe(200)
  const { url } = (await answer.json()) as { url: string }
  return { jar: cookieOf(answer), address: new URL(url) }
}

/** What a person does at the provider: signs in there; the address they are sent back to. */
async function signInThere(address: URL, account: string): Promise<URL> {
  const jar = new Map<string, string>()
  let url = address
  let body: string | undefined
  for (let step = 0; step < 12; step++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      jar.set(name, value)
    }
    const to = answer.headers.get('location')
    body = undefined
    if (to === null) {
      expect(url.pathname).toMatch(/^\/interaction\//)
      await answer.text()
      body = new URLSearchParams({ prompt: 'login', login: account, password: 'x' }).toString()
      continue
    }
    url = new URL(to, url)
    if (url.origin === publicUrl) return url
  }
  throw new Error('the provider never came to an end')
}

const comeBack = (back: URL, cookie: string): Promise<Response> =>
  on.send('GET', `${back.pathname.replace('/api/v1', '')}${back.search}`, undefined, { cookie })

async function signIn(account: string, wanted: { next?: string; invitation?: string } = {}): Promise<Response> {
  const { jar, address } = await begin(wanted)
  return await comeBack(await signInThere(address, account), jar)
}

test('who is known here by a verified address signs in at the provider and comes back to the page they wanted', async () => {
  expect(await (await on.send('GET', '/session/ways')).json()).toMatchObject({ oidc: 'Corner ID' })
  const answer = await signIn('anna', { next: '/customers?filter=late' })
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/customers?filter=late'])
  const me = await on.send('GET', '/session', undefined, { cookie: cookieOf(answer) })
  expect(await me.json()).toMatchObject({ person: { personId, email: anna.email } })
  const linked = await sql<{ account_id: string }>`
    select account_id from person_accounts where provider_id = ${issuer}`.execute(on.db)
  expect(linked.rows).toEqual([{ account_id: 'anna' }])
  // From now on the identity counts, not the address.
  accounts.anna = { email: 'anna.kovacs@corner.example', email_verified: true }
  expect((await signIn('anna')).headers.get('location')).toBe('/')
})

test('the request to the provider carries state, nonce and a PKCE challenge, and the browser none of them', async () => {
  const { jar, address } = await begin()
  expect(address.searchParams.get('code_challenge_method')).toBe('S256')
  for (const name of ['state', 'nonce', 'code_challenge']) {
    const value = address.searchParams.get(name) ?? ''
    expect(value.length).toBeGreaterThan(40)
    expect(jar).not.toContain(value)
  }
  const { rows } = await sql<{ data: string }>`select data::text from person_challenges where kind = 'oidc'`.execute(
    on.db,
  )
  expect(rows[0]?.data).toMatch(/"verifier"/)
})

test.each<[string, (typeof accounts)[string], string]>([
  ['whose address is not verified', { email: anna.email, email_verified: false }, 'email_not_verified'],
  ['who has no address', {}, 'email_not_verified'],
  ['whom nobody has invited', { email: 'mallory@corner.example', email_verified: true }, 'oidc_unknown'],
  ['of another domain', { email: 'anna@evil.example', email_verified: true }, 'oidc_domain'],
])('somebody %s does not get in', async (_, claims, problem) => {
  accounts.mallory = claims
  const answer = await signIn('mallory')
  expect(answer.headers.get('location')).toBe(`/sign-in?problem=${problem}`)
  expect(answer.headers.getSetCookie().join()).not.toMatch(/__Host-regulars=[^;]/)
  const { rows } = await sql`select from people`.execute(on.db)
  expect(rows).toHaveLength(1)
})

test('a second identity with the same address does not take the place of the linked one', async () => {
  expect((await signIn('anna')).headers.get('location')).toBe('/')
  accounts.other = { email: anna.email, email_verified: true }
  expect((await signIn('other')).headers.get('location')).toBe('/sign-in?problem=oidc_other_identity')
})

const refused = async (answer: Promise<Response>, problem: string): Promise<void> => {
  const { status, headers } = await answer
  expect([status, headers.get('location')]).toEqual([302, `/sign-in?problem=${problem}`])
  expect(headers.getSetCookie().join()).not.toMatch(/__Host-regulars=[^;]/)
}

test('an answer that this browser was not sent for is refused', async () => {
  const attacker = await begin()
  const back = await signInThere(attacker.address, 'anna')
  await refused(comeBack(back, ''), 'sign_in_again')
  const victim = await begin()
  await refused(comeBack(back, victim.jar), 'oidc_refused')
})

test('another state, another code and another issuer are refused', async () => {
  for (const [name, value] of [
    ['state', 'x'.repeat(43)],
    ['code', 'y'.repeat(43)],
    ['iss', 'https://evil.example'],
  ] as const) {
    const { jar, address } = await begin()
    const back = await signInThere(address, 'anna')
    back.searchParams.set(name, value)
    await refused(comeBack(back, jar), 'oidc_refused')
  }
})

test('an identity made for another question, told by its nonce, is refused', async () => {
  const { jar, address } = await begin()
  address.searchParams.set('nonce', 'n'.repeat(43))
  await refused(comeBack(await signInThere(address, 'anna'), jar), 'oidc_refused')
})

test('a code that was asked for with another PKCE challenge is refused', async () => {
  const { jar, address } = await begin()
  address.searchParams.set('code_challenge', 'c'.repeat(43))
  await refused(comeBack(await signInThere(address, 'anna'), jar), 'oidc_refused')
})

test('a way back counts once and for ten minutes', async () => {
  const { jar, address } = await begin()
  const back = await signInThere(address, 'anna')
  expect((await comeBack(back, jar)).headers.get('location')).toBe('/')
  await refused(comeBack(back, jar), 'sign_in_again')
  const late = await begin()
  const lateBack = await signInThere(late.address, 'anna')
  on.clock.advance({ minutes: 11 })
  await refused(comeBack(lateBack, late.jar), 'sign_in_again')
})

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'the way back does not lead to %s',
  async (next) => {
    const answer = await signIn('anna', { next })
    expect(answer.headers.get('location')).toMatch(/^\/(?![/\\])/)
    expect(new URL(answer.headers.get('location') ?? '', publicUrl).origin).toBe(publicUrl)
  },
)

test('who has a second factor here is asked for it after the provider, too', async () => {
  await sql`
    insert into person_totp (person_id, secret, created_at, confirmed_at)
    values (${personId}, '', now(), now())`.execute(on.db)
  const answer = await signIn('anna', { next: '/customers' })
  expect(answer.headers.get('location')).toBe('/sign-in?step=code&next=%2Fcustomers')
  expect(answer.headers.getSetCookie().join()).not.toMatch(/__Host-regulars=[^;]/)
  await sql`delete from person_totp`.execute(on.db)
})

test('without a provider there is no such way', async () => {
  const other = await startTestApp(publicUrl)
  expect((await other.send('POST', '/session/oidc', {})).status).toBe(404)
  expect(await (await other.send('GET', '/session/ways')).json()).toMatchObject({ oidc: null })
})

test('who is invited joins at the provider by the link of the invitation, if the verified address is the invited one', async () => {
  const owner = cookieOf(await on.send('POST', '/session', { email: anna.email, password: anna.password }))
  const invited = await on.send(
    'POST',
    '/people/invitations',
    { email: 'bela@corner.example', role: 'marketer', locale: 'hu' },
    { cookie: owner },
  )
  expect(invited.status).toBe(201)
  const url = on.mail.sent.at(-1)?.action?.url ?? ''
  const invitation = url.split('#')[1] ?? ''
  accounts.eve = { email: 'eve@corner.example', email_verified: true }
  accounts.bela = { email: 'bela@corner.example', email_verified: true, name: 'Nagy Béla' }
  expect((await signIn('eve', { invitation })).headers.get('location')).toBe('/sign-in?problem=oidc_unknown')
  const joined = await signIn('bela', { invitation })
  expect(joined.headers.get('location')).toBe('/')
  const me = await on.send('GET', '/session', undefined, { cookie: cookieOf(joined) })
  expect(await me.json()).toMatchObject({ person: { name: 'Nagy Béla' }, role: 'marketer' })
  expect((await signIn('eve', { invitation })).headers.get('location')).toMatch(/^\/sign-in\?problem=/)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from people`.execute(on.db)
  expect(rows[0]?.n).toBe(2)
})

test('who is invited joins by the verified address alone, and nobody else does', async () => {
  const owner = cookieOf(await on.send('POST', '/session', { email: anna.email, password: anna.password }))
  const invited = { email: 'dora@corner.example', role: 'agent', locale: 'en' }
  expect((await on.send('POST', '/people/invitations', invited, { cookie: owner })).status).toBe(201)
  accounts.dora = { email: 'dora@corner.example', email_verified: false, name: 'Kiss Dóra' }
  expect((await signIn('dora')).headers.get('location')).toBe('/sign-in?problem=email_not_verified')
  accounts.dora = { email: 'Dora@corner.example', email_verified: true, name: 'Kiss Dóra' }
  const joined = await signIn('dora')
  expect(joined.headers.get('location')).toBe('/')
  const me = await on.send('GET', '/session', undefined, { cookie: cookieOf(joined) })
  expect(await me.json()).toMatchObject({ person: { name: 'Kiss Dóra' }, role: 'agent' })
  // An invitation that has run out opens nothing.
  const late = { ...invited, email: 'emil@corner.example' }
  expect((await on.send('POST', '/people/invitations', late, { cookie: owner })).status).toBe(201)
  accounts.emil = { email: 'emil@corner.example', email_verified: true }
  on.clock.advance({ hours: 24 * 60 })
  expect((await signIn('emil')).headers.get('location')).toBe('/sign-in?problem=oidc_unknown')
})
