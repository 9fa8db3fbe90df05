import { z } from 'zod'
import { latinDigits } from '#platform/i18n'
import { entryBrand } from './brand.ts'
import { type Session, session } from './session.ts'

const password = z.string().min(10).max(200)
const code = z
  .string()
  .max(20)
  .transform((text) => latinDigits(text).replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/))

/** The answer to a first step when the second factor is on: nobody is signed in yet. */
export const secondFactorAsked = z.object({ secondFactor: z.literal(true) })
export type SecondFactorAsked = z.infer<typeof secondFactorAsked>
export type SignInAnswer = Session | SecondFactorAsked
export const signInAnswer = z.union([session, secondFactorAsked])

/** POST /api/v1/session/second-factor: a code of the app or one of the recovery codes. */
export const secondStep = z.union([z.object({ code }), z.object({ recoveryCode: z.string().min(1).max(40) })])
export type SecondStep = z.infer<typeof secondStep>

/** GET /api/v1/session/ways: what the sign-in page offers. */
export const signInWays = z.object({
  /** name of the OpenID provider, when there is one */
  oidc: z.string().nullable(),
  /** whether mail leaves this machine: only then a link to a new password arrives */
  passwordByMail: z.boolean(),
  /** of the only workspace here; null: there are several, or none yet */
  brand: entryBrand.nullable(),
})
export type SignInWays = z.infer<typeof signInWays>

/** POST /api/v1/session/oidc: the page to come back to, and the token of an invitation, which must not stand in an address. */
export const oidcBegin = z.object({ next: z.string().max(2000).optional(), invitation: z.string().max(200).optional() })
export type OidcBegin = z.infer<typeof oidcBegin>
export const oidcBegun = z.object({ url: z.string() })
export type OidcBegun = z.infer<typeof oidcBegun>

/** What the browser's WebAuthn call takes. */
export const webauthnOptions = z.record(z.string(), z.unknown())
/** What it gives, as JSON; all that is not named here is checked by the WebAuthn library. */
const webauthnAnswer = z.looseObject({
  id: z.string().max(1400),
  response: z.looseObject({ userHandle: z.string().max(200).optional() }),
})
export type WebauthnAnswer = z.infer<typeof webauthnAnswer>

const passkey = z.object({
  passkeyId: z.uuid(),
  name: z.string(),
  /** kept by the account of its maker, so that it survives the loss of a device */
  isSynced: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export type Passkey = z.infer<typeof passkey>
export const passkeyAnswer = passkey
export const passkeyName = z.object({ name: z.string().trim().min(1).max(60) })
export const newPasskey = passkeyName.extend({ response: webauthnAnswer })
export const passkeySignIn = z.object({ response: webauthnAnswer })

/** GET /api/v1/account: how the person signs in. */
export const account = z.object({
  email: z.string(),
  hasPassword: z.boolean(),
  secondFactor: z.object({ since: z.iso.datetime().nullable(), recoveryCodesLeft: z.number().int() }),
  passkeys: z.array(passkey),
  /** the OpenID provider they are linked with */
  singleSignOn: z.boolean(),
})
export type Account = z.infer<typeof account>

export const proveIdentity = z.object({ password: z.string().max(200) })
export const changePassword = z.object({ password: z.string().max(200), newPassword: password })
export type ChangePassword = z.infer<typeof changePassword>

/** POST /api/v1/account/second-factor: for the app on the phone; nothing is on before the first code. */
export const newSecondFactor = z.object({ secret: z.string(), uri: z.string(), qr: z.string() })
export type NewSecondFactor = z.infer<typeof newSecondFactor>
export const confirmSecondFactor = z.object({ code })
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })
export type RecoveryCodes = z.infer<typeof recoveryCodes>

const accountSession = z.object({
  sessionId: z.uuid(),
  isThis: z.boolean(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  openedBy: z.enum(['password', 'passkey', 'oidc']),
  isTwoFactor: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
})
export type AccountSession = z.infer<typeof accountSession>
export const accountSessions = z.object({ sessions: z.array(accountSession) })
export type AccountSessions = z.infer<typeof accountSessions>
export const ended = z.object({ ended: z.number().int() })

/** POST /api/v1/password-reset, and the mailed link's answer to it. */
export const askPasswordLink = z.object({ email: z.string().max(254) })
export const resetPassword = z.object({ token: z.string().max(200), newPassword: password })
export type ResetPassword = z.infer<typeof resetPassword>

/** GET and PUT /api/v1/workspace/second-factor */
export const secondFactorRule = z.object({ required: z.boolean() })
export type SecondFactorRule = z.infer<typeof secondFactorRule>
