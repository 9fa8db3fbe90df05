import { z } from 'zod'
import { locale } from './locale.ts'
import { mostOptions, surveyKinds, surveyStatuses } from './survey-words.ts'

/** Surveys: one question to people, their answers, and what follows. What the figures mean: docs/guide/surveys.md. */

const name = z.string().trim().min(1).max(120)
const score = z.int().min(0).max(10)
const guardDays = z.int().min(0).max(365)

/** One language of a survey. */
export const surveyText = z.strictObject({
  question: z.string().trim().min(1).max(300),
  /** asked together with it, to be answered in own words; empty: nothing more is asked */
  followUp: z.string().trim().max(300).default(''),
  thanks: z.string().trim().min(1).max(500),
  /** of a poll, as many in every language */
  options: z.array(z.string().trim().min(1).max(100)).max(mostOptions).default([]),
})
export type SurveyText = z.infer<typeof surveyText>

export const surveyWords = z
  .partialRecord(locale, surveyText)
  .refine((all) => Object.keys(all).length > 0, { message: 'At least one language.' })
export type SurveyWords = z.infer<typeof surveyWords>

/** POST /api/v1/surveys: what is not given is what is usual for the kind. */
export const createSurvey = z.strictObject({
  name,
  kind: z.enum(surveyKinds),
  words: surveyWords.optional(),
  guardDays: guardDays.optional(),
  /** null: nobody is told of unhappy answers */
  unhappyAtMost: score.nullable().optional(),
  isPublic: z.boolean().optional(),
})
export type CreateSurvey = z.infer<typeof createSurvey>

/** PATCH /api/v1/surveys/{surveyId}: what is not given stays. The number of options stays once somebody has answered. */
export const changeSurvey = createSurvey.omit({ kind: true }).partial()
export type ChangeSurvey = z.infer<typeof changeSurvey>

/**
 * What the answers come to: the Net Promoter Score from -100 to 100, or the share of those who are satisfied (4–5), or find it easy (5–7),
 * from 0 to 1. `low` and `high` hold the true value in 95 of 100 cases. Null where nobody has answered, and for polls.
 */
const figure = {
  answers: z.number().int(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
}
export const surveyFigure = z.object(figure)
export type SurveyFigure = z.infer<typeof surveyFigure>

export const survey = z.object({
  surveyId: z.uuid(),
  name: z.string(),
  kind: z.enum(surveyKinds),
  status: z.enum(surveyStatuses),
  words: surveyWords,
  guardDays: z.number().int(),
  unhappyAtMost: z.number().int().nullable(),
  isPublic: z.boolean(),
  /** the letter that asks where a journey chooses no other; null until it is opened */
  templateId: z.uuid().nullable(),
  /** shows the page of those who are asked; its answers are not kept */
  previewUrl: z.string(),
  /** where whoever has it may answer; null where that is not wanted */
  publicUrl: z.string().nullable(),
  createdAt: z.iso.datetime(),
  openedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  /** people whose message went out, how many of them answered, and their share */
  asked: z.number().int(),
  answered: z.number().int(),
  rate: z.number().nullable(),
  figure: surveyFigure,
})
export type Survey = z.infer<typeof survey>
export const surveyList = z.object({ surveys: z.array(survey) })
export type SurveyList = z.infer<typeof surveyList>

/** GET /api/v1/surveys/{surveyId}/figures */
export const surveyFiguresQuery = z.object({
  /** whose months are counted */
  calendar: z.enum(['gregorian', 'jalali']).default('gregorian'),
})
export const surveyFigures = z.object({
  /** every answer there can be, in their order */
  counts: z.array(z.object({ score: z.number().int(), answers: z.number().int() })),
  mean: z.number().nullable(),
  /** months of the shop in which somebody answered, the last two years; YYYY-MM of the calendar asked for */
  months: z.array(z.object({ month: z.string(), ...figure })),
})
export type SurveyFigures = z.infer<typeof surveyFigures>

export const surveyAnswersQuery = z.object({
  /** those with a comment, or the unhappy ones */
  only: z.enum(['all', 'commented', 'unhappy']).default('all'),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export type SurveyAnswersQuery = z.infer<typeof surveyAnswersQuery>

export const surveyAnswer = z.object({
  answerId: z.uuid(),
  /** null: somebody unknown, at the public address */
  customer: z.object({ customerId: z.uuid(), name: z.string() }).nullable(),
  score: z.number().int(),
  comment: z.string().nullable(),
  locale,
  answeredAt: z.iso.datetime(),
})
export type SurveyAnswer = z.infer<typeof surveyAnswer>
export const surveyAnswers = z.object({ answers: z.array(surveyAnswer), nextCursor: z.string().nullable() })
export type SurveyAnswers = z.infer<typeof surveyAnswers>
