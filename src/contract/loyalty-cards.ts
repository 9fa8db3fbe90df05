import { z } from 'zod'
import { mostMinor } from './loyalty-bounds.ts'

const limits = {
  /** stamps at once */
  maxStamps: z.number().int().min(1).max(1000),
  /** of one purchase, minor units; null: any */
  maxAmountMinor: z.number().int().min(1).max(mostMinor).nullable(),
  /** whatever is given in an hour */
  maxPerHour: z.number().int().min(1).max(10_000),
}

const deviceFields = {
  name: z.string().trim().min(1).max(80),
  /** the shop it stands in, as figures call it; null where there is one shop */
  shop: z.string().trim().min(1).max(80).nullable().default(null),
}
export const addTillDevice = z.object({ programmeId: z.uuid(), ...deviceFields })
export const changeTillDevice = z.object(deviceFields)
export const tillPairing = z.object({
  deviceId: z.uuid(),
  pairingUrl: z.string(),
  picture: z.string(),
  until: z.string(),
})
const tillDevice = z.object({
  deviceId: z.uuid(),
  name: z.string(),
  shop: z.string().nullable(),
  programmeId: z.uuid(),
  programme: z.string(),
  /** null while its link waits to be opened */
  trustedAt: z.string().nullable(),
  seenAt: z.string().nullable(),
})
export type TillDevice = z.infer<typeof tillDevice>

/** Without a PIN only the limits change. */
export const setTillPin = z.object({
  pin: z
    .string()
    .regex(/^\d{4,8}$/)
    .optional(),
  ...limits,
})
export type SetTillPin = z.infer<typeof setTillPin>
const tillStaff = z.object({
  personId: z.uuid(),
  name: z.string(),
  /** null for whoever has no PIN */
  limits: z.object(limits).nullable(),
})
export type TillStaff = z.infer<typeof tillStaff>

export const tillSettings = z.object({ devices: z.array(tillDevice), staff: z.array(tillStaff), currency: z.string() })
export type TillSettings = z.infer<typeof tillSettings>

/** What the cards of a programme lead to beside the till. */
export const cardSettings = z.object({
  link: z.object({ kind: z.enum(['order', 'book']), url: z.url({ protocol: /^https?$/ }).max(1000) }).nullable(),
})
export type CardSettings = z.infer<typeof cardSettings>

const pem = z.string().trim().min(1).max(20_000)
/** A pass certificate of Apple with its key, and the authority above it (WWDR), each as PEM. */
export const saveAppleWallet = z.object({
  certificate: pem,
  key: pem,
  passphrase: z.string().max(200).optional(),
  authority: pem,
})
export type SaveAppleWallet = z.infer<typeof saveAppleWallet>
/** An issuer of Google Wallet, and the key file (JSON) of a service account that may issue for it. */
export const saveGoogleWallet = z.object({
  issuerId: z
    .string()
    .trim()
    .regex(/^\d{5,30}$/),
  account: z.string().min(1).max(20_000),
})
export type SaveGoogleWallet = z.infer<typeof saveGoogleWallet>
export const walletSettings = z.object({
  apple: z.object({ passTypeId: z.string(), teamId: z.string(), until: z.string() }).nullable(),
  google: z.object({ issuerId: z.string(), email: z.string() }).nullable(),
})
export type WalletSettings = z.infer<typeof walletSettings>

/** What is done at a till, by the kinds that the staff page knows. */
export const tillDeed = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stamp'),
    memberId: z.uuid(),
    count: z.number().int().min(1).max(1000).default(1),
    amount: z.string().max(40).optional(),
  }),
  z.object({ kind: z.literal('earn'), memberId: z.uuid(), amount: z.string().max(40) }),
  z.object({
    kind: z.literal('reward'),
    memberId: z.uuid(),
    rewardId: z.string().min(1).max(64),
    amount: z.string().max(40).optional(),
  }),
  z.object({ kind: z.literal('stamp_reward'), memberId: z.uuid() }),
  z.object({
    kind: z.literal('points_off'),
    memberId: z.uuid(),
    amount: z.string().max(40),
  }),
  z.object({ kind: z.literal('cash_off'), memberId: z.uuid(), amount: z.string().max(40) }),
  z.object({
    kind: z.literal('voucher'),
    code: z.string().min(1).max(64),
    amount: z.string().max(40).optional(),
    /** whose it is, for a code that is nobody's own */
    memberId: z.uuid().optional(),
  }),
  z.object({ kind: z.literal('plan'), memberId: z.uuid(), planId: z.string().min(1).max(64) }),
])
export type TillDeed = z.infer<typeof tillDeed>

export const tillKey = z.string().regex(/^[\w-]{8,100}$/)
export const tillFind = z.object({
  /** the guest on the screen, for a code that counts for each */
  whose: z.uuid().optional(),
  /** what was scanned or typed */
  text: z.string().max(2000).default(''),
  /** instead: who of several it is */
  memberId: z.uuid().optional(),
})
export const tillAsk = z.object({ memberId: z.uuid(), amount: z.string().max(40) })
/** That the guest's phone was scanned here a moment ago. */
const ticket = z.string().max(200).optional()
export const tillDo = z.object({ key: tillKey, ticket, deed: tillDeed })
export const tillUndo = z.object({ deedId: z.uuid(), ticket })

/** Done without a connection: stamps and points only. `signature` is of `key|text|kind|amount|at`, in this order. */
export const tillQueued = z.object({
  key: tillKey,
  text: z.string().min(1).max(200),
  kind: z.enum(['stamp', 'earn']),
  amount: z.string().max(40),
  at: z.iso.datetime(),
  signature: z.string().max(100),
})
export type TillQueued = z.infer<typeof tillQueued>
export const tillSync = z.object({ queue: z.array(tillQueued).max(50) })
