/** The words that tasks are told in; apart from their schemas, so that the console need not load a parser. */
export const taskKinds = ['call', 'visit', 'thank_you', 'gift', 'message', 'other'] as const
export const taskOutcomes = ['reached', 'not_reached', 'promised', 'not_interested', 'other'] as const

export type TaskKind = (typeof taskKinds)[number]
export type TaskOutcome = (typeof taskOutcomes)[number]
