import { z } from 'zod'

const end = Date.UTC(10_000, 0)
const isBetween = (text: string, until: number): boolean => Date.parse(text) >= 0 && Date.parse(text) < until

/** From 1970 to 9999: what comes before or after is no time of a shop's, nor one that PostgreSQL reads. */
export const instant = z.iso.datetime({ offset: true }).refine((text) => isBetween(text, end), 'no time of ours')

/** A day of the same years, and not the last of them: the day after it is often asked for. */
export const day = z.iso.date().refine((text) => isBetween(text, end - 86_400_000), 'no time of ours')
