import { z } from 'zod'
import {
  account,
  accountSessions,
  changePassword as changePasswordBody,
  confirmSecondFactor as confirmBody,
  ended,
  newPasskey,
  newSecondFactor,
  passkeyAnswer,
  passkeyName,
  proveIdentity,
  recoveryCodes,
  webauthnOptions,
} from '#contract/account'
import { createRouter, json, jsonBody, personRoute, type Router } from '#platform/http'
import { addPasskey, startPasskey } from '../passkeys/add-passkey.ts'
import { namePasskey, removePasskey } from '../passkeys/remove-passkey.ts'
import type { People } from '../people.ts'
import { changePassword, proveByPassword } from './change-password.ts'
import { describeAccount } from './describe-account.ts'
import { endSessions, listSessions } from './list-sessions.ts'
import { confirmSecondFactor, disableSecondFactor, renewRecoveryCodes, startSecondFactor } from './second-factor.ts'

const tags = ['Account']
const smallBody = { maxBody: 64 * 1024 }
const passkeyId = z.object({ passkeyId: z.uuid() })
const sessionId = z.object({ sessionId: z.uuid() })

const getAccount = personRoute(
  {},
  {
    method: 'get',
    path: '/account',
    tags,
    summary: 'How you sign in: password, second factor, passkeys',
    responses: { 200: json(account, 'Ways to sign in') },
  },
)

const postProof = personRoute(smallBody, {
  method: 'post',
  path: '/account/proof',
  tags,
  summary: 'Show by your password that it is still you; sensitive changes are open for 15 minutes',
  request: { body: jsonBody(proveIdentity) },
  responses: { 204: { description: 'Shown' } },
})

const putPassword = personRoute(smallBody, {
  method: 'put',
  path: '/account/password',
  tags,
  summary: 'Change your password; needs the old one and ends your other sessions',
  request: { body: jsonBody(changePasswordBody) },
  responses: { 204: { description: 'Changed' } },
})

const postSecondFactor = personRoute(
  {},
  {
    method: 'post',
    path: '/account/second-factor',
    tags,
    summary: 'A new secret for an authenticator app; it counts after the first code',
    responses: { 201: json(newSecondFactor, 'The secret, as text, address and picture') },
  },
)

const postSecondFactorCode = personRoute(smallBody, {
  method: 'post',
  path: '/account/second-factor/confirmation',
  tags,
  summary: 'Turn the second factor on with a first code; the recovery codes are in this answer and never shown again',
  request: { body: jsonBody(confirmBody) },
  responses: { 200: json(recoveryCodes, 'On; ten recovery codes') },
})

const deleteSecondFactor = personRoute(
  {},
  {
    method: 'delete',
    path: '/account/second-factor',
    tags,
    summary: 'Turn the second factor off; its recovery codes and your other sessions end',
    responses: { 204: { description: 'Off' } },
  },
)

const postRecoveryCodes = personRoute(
  {},
  {
    method: 'post',
    path: '/account/recovery-codes',
    tags,
    summary: 'Ten new recovery codes instead of those there were; shown this once',
    responses: { 201: json(recoveryCodes, 'Recovery codes') },
  },
)

const postPasskeyOptions = personRoute(
  {},
  {
    method: 'post',
    path: '/account/passkeys/options',
    tags,
    summary: 'Begin a new passkey: what the browser needs to make one; good for five minutes, once',
    responses: { 200: json(webauthnOptions, 'PublicKeyCredentialCreationOptions as JSON') },
  },
)

const postPasskey = personRoute(smallBody, {
  method: 'post',
  path: '/account/passkeys',
  tags,
  summary: 'Keep the passkey that the browser has made',
  request: { body: jsonBody(newPasskey) },
  responses: { 201: json(passkeyAnswer, 'The passkey') },
})

const patchPasskey = personRoute(smallBody, {
  method: 'patch',
  path: '/account/passkeys/{passkeyId}',
  tags,
  summary: 'Give a passkey another name',
  request: { params: passkeyId, body: jsonBody(passkeyName) },
  responses: { 204: { description: 'Renamed' } },
})

const deletePasskey = personRoute(
  {},
  {
    method: 'delete',
    path: '/account/passkeys/{passkeyId}',
    tags,
    summary: 'Remove a passkey; it opens nothing any more and your other sessions end',
    request: { params: passkeyId },
    responses: { 204: { description: 'Removed' } },
  },
)

const getSessions = personRoute(
  {},
  {
    method: 'get',
    path: '/account/sessions',
    tags,
    summary: 'Where you are signed in',
    responses: { 200: json(accountSessions, 'Sessions, this one first') },
  },
)

const deleteSessions = personRoute(
  {},
  {
    method: 'delete',
    path: '/account/sessions',
    tags,
    summary: 'Sign out everywhere else',
    responses: { 200: json(ended, 'How many sessions ended') },
  },
)

const deleteOneSession = personRoute(
  {},
  {
    method: 'delete',
    path: '/account/sessions/{sessionId}',
    tags,
    summary: 'End one of your sessions; its next request is refused',
    request: { params: sessionId },
    responses: { 204: { description: 'Ended' } },
  },
)

export function accountRoutes(people: People): Router {
  const router = createRouter()
  router.openapi(getAccount, async (c) => c.json(await describeAccount(people, c.var.session), 200))
  router.openapi(postProof, async (c) => {
    await proveByPassword(people, c, c.var.session, c.req.valid('json').password)
    return c.body(null, 204)
  })
  router.openapi(putPassword, async (c) => {
    await changePassword(people, c, c.var.session, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(postSecondFactor, async (c) => c.json(await startSecondFactor(people, c.var.session), 201))
  router.openapi(postSecondFactorCode, async (c) => {
    const { code } = c.req.valid('json')
    return c.json({ recoveryCodes: await confirmSecondFactor(people, c, c.var.session, code) }, 200)
  })
  router.openapi(deleteSecondFactor, async (c) => {
    await disableSecondFactor(people, c, c.var.session)
    return c.body(null, 204)
  })
  router.openapi(postRecoveryCodes, async (c) =>
    c.json({ recoveryCodes: await renewRecoveryCodes(people, c.var.session) }, 201),
  )
  router.openapi(postPasskeyOptions, async (c) => c.json(await startPasskey(people, c, c.var.session), 200))
  router.openapi(postPasskey, async (c) => c.json(await addPasskey(people, c, c.var.session, c.req.valid('json')), 201))
  router.openapi(patchPasskey, async (c) => {
    await namePasskey(people, c.var.session.personId, c.req.valid('param').passkeyId, c.req.valid('json').name)
    return c.body(null, 204)
  })
  router.openapi(deletePasskey, async (c) => {
    await removePasskey(people, c, c.var.session, c.req.valid('param').passkeyId)
    return c.body(null, 204)
  })
  router.openapi(getSessions, async (c) => c.json({ sessions: await listSessions(people, c.var.session) }, 200))
  router.openapi(deleteSessions, async (c) => c.json({ ended: await endSessions(people, c.var.session) }, 200))
  router.openapi(deleteOneSession, async (c) => {
    await endSessions(people, c.var.session, c.req.valid('param').sessionId)
    return c.body(null, 204)
  })
  return router
}
