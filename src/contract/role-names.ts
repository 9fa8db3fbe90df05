/** From the most to the least allowed; see permissions.ts for what each may do. Without zod, for the console's first load. */
export const roles = ['owner', 'manager', 'marketer', 'agent', 'staff', 'viewer'] as const
export type Role = (typeof roles)[number]
