import { z } from 'zod'

const colour = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/)
const text = (max: number) => z.string().trim().max(max)

const tone = z.enum(['formal', 'informal'])
/** How messages and pages address people in each language (see voices.ts). */
const voice = z.object({ hu: tone, ru: tone, fa: tone, pl: tone })
export type Voice = z.infer<typeof voice>

/** What suits a café's regulars: te, вы, spoken warmth, Ty. */
export const usualVoice: Voice = { hu: 'informal', ru: 'formal', fa: 'informal', pl: 'informal' }

export const maxLogoBytes = 200 * 1024

/** GET /api/v1/brand: how the business shows itself, with what stands in for fields nobody has filled in. */
export const brand = z.object({
  name: z.string(),
  colour: z.string(),
  accent: z.string(),
  voice,
  address: z.string().nullable(),
  website: z.string().nullable(),
  supportEmail: z.string().nullable(),
  /** address of the logo on this server; null: there is none and the name stands in its place */
  logoUrl: z.string().nullable(),
})
export type Brand = z.infer<typeof brand>

/** What pages show of a business before anybody has signed in. */
export const entryBrand = brand.pick({ name: true, colour: true, logoUrl: true })
export type EntryBrand = z.infer<typeof entryBrand>

/** PATCH /api/v1/brand: what is not given stays, null goes back to what is usual. Colours must be readable (WCAG AA). */
export const changeBrand = z.object({
  name: text(120).min(1).nullable().optional(),
  colour: colour.nullable().optional(),
  accent: colour.nullable().optional(),
  voice: voice.partial().optional(),
  address: text(500).nullable().optional(),
  website: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .nullable()
    .optional(),
  supportEmail: z.email().max(254).nullable().optional(),
})
export type ChangeBrand = z.infer<typeof changeBrand>
