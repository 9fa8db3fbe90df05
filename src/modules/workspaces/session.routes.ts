import {
  askPasswordLink,
  passkeySignIn,
  resetPassword as resetPasswordBody,
  secondStep,
  signInAnswer,
  signInWays,
  webauthnOptions,
} from '#contract/account'
import { firstRun, firstRunDone, session, setupState, signIn } from '#contract/session'
import { createRouter, json, jsonBody, personRoute, publicRoute, type Router } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { accountRoutes } from './account/account.routes.ts'
import { entryBrandOf, findOnlyWorkspace } from './brand/brand.ts'
import { describeSession } from './describe-session.ts'
import { oidcRoutes } from './oidc/oidc.routes.ts'
import { signInWithPasskey, startPasskeySignIn } from './passkeys/sign-in-with-passkey.ts'
import { askForPasswordLink, resetPassword } from './password-link.ts'
import { hasPeople } from './people.repo.ts'
import type { People } from './people.ts'
import { runSetup } from './run-setup.ts'
import { secondFactorRuleRoutes } from './second-factor-rule.routes.ts'
import { dropSessionCookie, readSessionCookie } from './session-cookie.ts'
import { deleteSessionByToken, getLiveSession } from './sessions.ts'
import { passSecondStep, signInPerson } from './sign-in.ts'

const tags = ['Session']
const smallBody = { maxBody: 16 * 1024 }

const getSetup = publicRoute(
  {},
  {
    method: 'get',
    path: '/setup',
    tags,
    summary: 'Whether the first-run page is open; asked before anybody can sign in',
    responses: { 200: json(setupState, 'Whether anybody exists yet') },
  },
)

const postSetup = publicRoute(smallBody, {
  method: 'post',
  path: '/setup',
  tags,
  summary: 'First run: creates the first person and workspace; guarded by the token printed at start, works once',
  request: { body: jsonBody(firstRun) },
  responses: { 201: json(firstRunDone, 'Signed in; both keys are shown this once') },
})

const postSession = publicRoute(smallBody, {
  method: 'post',
  path: '/session',
  tags,
  summary: 'Sign in with e-mail address and password; sets the session cookie',
  request: { body: jsonBody(signIn) },
  responses: {
    200: json(signInAnswer, 'Signed in'),
    202: json(signInAnswer, 'Right so far: the second factor is asked for, within five minutes, in this browser'),
  },
})

const postSecondStep = publicRoute(smallBody, {
  method: 'post',
  path: '/session/second-factor',
  tags,
  summary: 'The second step of a sign-in: a code of the app or a recovery code; each counts once',
  request: { body: jsonBody(secondStep) },
  responses: { 200: json(session, 'Signed in') },
})

const getWays = publicRoute(
  {},
  {
    method: 'get',
    path: '/session/ways',
    tags,
    summary: 'What the sign-in page offers besides the password',
    responses: { 200: json(signInWays, 'Ways to sign in') },
  },
)

const postPasskeyOptions = publicRoute(
  {},
  {
    method: 'post',
    path: '/session/passkey/options',
    tags,
    summary: 'Begin to sign in with a passkey: what the browser needs; good for five minutes, once',
    responses: { 200: json(webauthnOptions, 'PublicKeyCredentialRequestOptions as JSON') },
  },
)

const postPasskey = publicRoute(
  { maxBody: 64 * 1024 },
  {
    method: 'post',
    path: '/session/passkey',
    tags,
    summary: 'Sign in with a passkey; no second step follows',
    request: { body: jsonBody(passkeySignIn) },
    responses: { 200: json(session, 'Signed in') },
  },
)

const postPasswordLink = publicRoute(smallBody, {
  method: 'post',
  path: '/password-link',
  tags,
  summary: 'Ask for a link to a new password by mail; the answer does not tell whether the address is known',
  request: { body: jsonBody(askPasswordLink) },
  responses: { 204: { description: 'If somebody has this address, a link is on its way' } },
})

const putPasswordByLink = publicRoute(smallBody, {
  method: 'put',
  path: '/password-link',
  tags,
  summary: 'Set a new password by the mailed link, once, within half an hour; ends every session',
  request: { body: jsonBody(resetPasswordBody) },
  responses: { 204: { description: 'Changed' } },
})

const getSession = personRoute(
  {},
  {
    method: 'get',
    path: '/session',
    tags,
    summary: 'Who is signed in, and in which workspace',
    responses: { 200: json(session, 'The session') },
  },
)

const deleteSession = publicRoute(
  {},
  {
    method: 'delete',
    path: '/session',
    tags,
    summary: 'Sign out; harmless when nobody is signed in',
    responses: { 204: { description: 'Signed out' } },
  },
)

export function sessionRoutes(people: People): Router {
  const router = createRouter()
  router.openapi(getSetup, async (c) => c.json({ needed: !(await hasPeople(people.db)) }, 200))
  router.openapi(postSetup, async (c) => c.json(await runSetup(people, c, c.req.valid('json')), 201))
  router.openapi(postSession, async (c) => {
    const answer = await signInPerson(people, c, c.req.valid('json'))
    return c.json(answer, 'secondFactor' in answer ? 202 : 200)
  })
  router.openapi(postSecondStep, async (c) => c.json(await passSecondStep(people, c, c.req.valid('json')), 200))
  router.openapi(postPasskeyOptions, async (c) => c.json(await startPasskeySignIn(people, c), 200))
  router.openapi(postPasskey, async (c) =>
    c.json(await signInWithPasskey(people, c, c.req.valid('json').response), 200),
  )
  router.openapi(postPasswordLink, async (c) => {
    await askForPasswordLink(people, c, c.req.valid('json').email)
    return c.body(null, 204)
  })
  router.openapi(putPasswordByLink, async (c) => {
    await resetPassword(people, c, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(getWays, async (c) => {
    const only = await findOnlyWorkspace(people.db)
    const brand = only ? await inWorkspace(people.db, only, (tx) => entryBrandOf(tx, only)) : null
    return c.json({ oidc: people.oidc?.name ?? null, passwordByMail: people.mailer.delivery === 'smtp', brand }, 200)
  })
  router.openapi(getSession, async (c) => {
    const live = await getLiveSession(people.db, c.var.session.sessionId)
    return c.json(await describeSession(people.db, { ...c.var.session, ...live }), 200)
  })
  router.openapi(deleteSession, async (c) => {
    const token = readSessionCookie(c, people.publicUrl)
    if (token) await deleteSessionByToken(people.db, token)
    dropSessionCookie(c)
    return c.body(null, 204)
  })
  router.route('/', oidcRoutes(people))
  router.route('/', accountRoutes(people))
  router.route('/', secondFactorRuleRoutes(people))
  return router
}
