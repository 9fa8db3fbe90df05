import { z } from 'zod'

/** From the most to the least allowed; see permissions.ts for what each may do. */
export const roles = ['owner', 'manager', 'marketer', 'agent', 'staff', 'viewer'] as const

export const role = z.enum(roles)
export type Role = z.infer<typeof role>
