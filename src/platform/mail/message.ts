import { z } from 'zod'
import { locales } from '#platform/i18n'

/** What is written; the look comes from the brand of `workspaceId`, or is the product's own without one. */
export const mailMessage = z.object({
  /** Decides the Message-ID: the same key twice is the same message to a mail program. */
  key: z.string().min(1).max(200),
  to: z.object({ email: z.email().max(254), name: z.string().max(200).optional() }),
  locale: z.enum(locales),
  workspaceId: z.uuid().optional(),
  subject: z.string().min(1).max(300),
  heading: z.string().min(1).max(300),
  paragraphs: z.array(z.string().max(2000)).min(1).max(12),
  /** the one thing to do */
  action: z.object({ label: z.string().max(120), url: z.url({ protocol: /^https?$/ }).max(2000) }).optional(),
  /** small print below */
  notes: z.array(z.string().max(1000)).max(6).optional(),
})
export type MailMessage = z.infer<typeof mailMessage>

/** How a workspace shows itself; `colour` is #rrggbb and light text is readable on it. */
export type MailBrand = {
  name: string
  colour: string
  logo?: { bytes: Buffer; type: 'image/png' | 'image/jpeg' | 'image/webp' }
  website?: string
  address?: string
  supportEmail?: string
}

export const productBrand: MailBrand = { name: 'Regulars', colour: '#0b6e4f' }
