import { z } from 'zod'

/** A language the product speaks. */
export const locale = z.enum(['en', 'hu', 'ru', 'fa', 'pl'])
