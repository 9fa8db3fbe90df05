/** The words surveys are told in; apart from their schemas, so that the console need not load a parser. */
export const surveyKinds = ['nps', 'csat', 'ces', 'poll'] as const
export const surveyStatuses = ['draft', 'open', 'closed'] as const
export type SurveyKind = (typeof surveyKinds)[number]
export type SurveyStatus = (typeof surveyStatuses)[number]

/** First and last answer of a kind; the answers of a poll are its options, counted from 1. */
export const surveyScales = {
  nps: { from: 0, to: 10 },
  csat: { from: 1, to: 5 },
  ces: { from: 1, to: 7 },
} as const
/** Up to here somebody is unhappy; a poll knows no such answer. */
export const usualUnhappy = { nps: 6, csat: 2, ces: 3, poll: null } as const
export const usualGuardDays = 90
export const fewestOptions = 2
export const mostOptions = 8
/** For so long an answer may be changed. */
export const changeableDays = 7
