/** Words of causes, leaderboard, invitations and plans that server and console share, without zod. */
export const boardMeasures = ['points', 'visits'] as const
export const boardPeriods = ['month', 'quarter', 'year', 'ever'] as const
export const planPeriods = ['month', 'year'] as const
export const invitationKinds = ['programme', 'tier', 'reward'] as const
export type InvitationKind = (typeof invitationKinds)[number]
