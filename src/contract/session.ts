import { z } from 'zod'
import { isTimeZone } from '#platform/clock'
import { locale as localeName } from './locale.ts'
import { ownWorkspace } from './people.ts'
import { role } from './roles.ts'

/** auto: Jalali in Persian, Gregorian in the other languages */
const calendarName = z.enum(['auto', 'gregorian', 'jalali'])

const timeZone = z.string().max(64).refine(isTimeZone, { message: 'Not a time zone of the IANA database' })
const currency = z.string().refine(isCurrency, { message: 'Not a currency code of ISO 4217' })
const name = z.string().trim().min(1).max(120)

/** GET /api/v1/session: who is signed in and where; the console starts with it. */
export const session = z.object({
  person: z.object({
    personId: z.uuid(),
    name: z.string(),
    email: z.string(),
    locale: localeName,
    calendar: calendarName,
  }),
  workspace: z.object({
    workspaceId: z.uuid(),
    name: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    locale: localeName,
    silenceDays: z.number().nullable(),
    /** ISO weekdays, 1 = Monday; the week begins on the day after them. null: as usual in the reader's language */
    weekend: z.array(z.number()).nullable(),
    isSample: z.boolean(),
  }),
  role,
  /** the workspace asks for a second factor and this session has none: all they may do is set one up */
  mustSecureSignIn: z.boolean(),
  /** everywhere this person belongs, oldest first */
  workspaces: z.array(ownWorkspace),
})
export type Session = z.infer<typeof session>

/** GET /api/v1/setup: whether the first-run page is open. */
export const setupState = z.object({ needed: z.boolean() })
export type SetupState = z.infer<typeof setupState>

const password = z.string().min(10).max(200)

/** POST /api/v1/setup; the token is the one that the program printed. */
export const firstRun = z.object({
  token: z.string().max(200),
  name,
  email: z.email().max(254),
  password,
  workspaceName: name,
  timeZone,
  currency,
  locale: localeName,
})
export type FirstRun = z.infer<typeof firstRun>

/** The answer to it: signed in, and both keys, which are never shown again. */
export const firstRunDone = z.object({ session, writeKey: z.string(), serverKey: z.string() })
export type FirstRunDone = z.infer<typeof firstRunDone>

export const signIn = z.object({ email: z.string().max(254), password: z.string().max(200) })
export type SignIn = z.infer<typeof signIn>

/** PATCH /api/v1/workspace: what is not given stays; silenceDays null = computed from the shop's own intervals. */
export const changeWorkspace = z.object({
  name: name.optional(),
  timeZone: timeZone.optional(),
  currency: currency.optional(),
  locale: localeName.optional(),
  silenceDays: z.number().int().min(1).max(3650).nullable().optional(),
  weekend: z.array(z.number().int().min(1).max(7)).min(1).max(3).nullable().optional(),
})
export type ChangeWorkspace = z.infer<typeof changeWorkspace>

/** PATCH /api/v1/me */
export const changeMe = z.object({
  name: name.optional(),
  locale: localeName.optional(),
  calendar: calendarName.optional(),
})
export type ChangeMe = z.infer<typeof changeMe>

/** POST /api/v1/workspaces: another one for the person who is signed in. */
export const newWorkspace = z.object({ name, timeZone, currency, locale: localeName })
export type NewWorkspace = z.infer<typeof newWorkspace>

function isCurrency(text: string): boolean {
  return Intl.supportedValuesOf('currency').includes(text)
}
