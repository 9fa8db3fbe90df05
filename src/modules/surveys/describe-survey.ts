import type { Survey } from '#contract/surveys'
import type { Tx } from '#platform/postgres'
import { writeLink } from './ask-link.ts'
import { figureOf } from './survey.ts'
import { type CountedSurvey, getSurvey, readCounted } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'

type Deps = Pick<SurveysDeps, 'secret' | 'publicUrl'>

/** A survey as the API tells it. Throws survey_not_found. */
export async function describeSurvey(tx: Tx, deps: Deps, workspaceId: string, surveyId: string): Promise<Survey> {
  await getSurvey(tx, workspaceId, surveyId)
  const [row] = await readCounted(tx, workspaceId, surveyId)
  if (!row) throw new Error('a survey that is and is not')
  return told(deps, workspaceId, row)
}

/** All of them, the newest first. */
export async function listSurveys(tx: Tx, deps: Deps, workspaceId: string): Promise<Survey[]> {
  return (await readCounted(tx, workspaceId, null)).map((row) => told(deps, workspaceId, row))
}

function told(deps: Deps, workspaceId: string, row: CountedSurvey): Survey {
  const { surveyId, name, kind, status, words, guardDays, unhappyAtMost, isPublic, templateId } = row
  const { createdAt, openedAt, closedAt, asked, answered } = row
  return {
    ...{ surveyId, name, kind, status, words, guardDays, unhappyAtMost, isPublic, templateId },
    previewUrl: writeLink(deps, 'sample', workspaceId, surveyId),
    publicUrl: isPublic ? writeLink(deps, 'public', workspaceId, surveyId) : null,
    createdAt: createdAt.toISOString(),
    openedAt: openedAt?.toISOString() ?? null,
    closedAt: closedAt?.toISOString() ?? null,
    asked,
    answered,
    rate: asked === 0 ? null : answered / asked,
    figure: figureOf(kind, row),
  }
}
