import { sql } from 'kysely'
import type { Survey } from '#contract/surveys'
import { translatorInVoice } from '#i18n'
import type { AuditActor } from '#modules/audit'
import { archiveTemplate, createTemplate, surveysIn } from '#modules/messaging'
import { brandOf } from '#modules/workspaces'
import { DomainError, isDomainError } from '#platform/errors'
import { locales } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import { describeSurvey } from './describe-survey.ts'
import { getSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'
import { note } from './write-survey.ts'

/**
 * People can be asked from now on. Its letter is written with it, in five languages and the voice the business has now, unless there is
 * one; it is a message template like any other. Throws survey_not_found, survey_open.
 */
export async function openSurvey(
  deps: SurveysDeps,
  { workspaceId, actor }: { workspaceId: string; actor: AuditActor },
  surveyId: string,
): Promise<Survey> {
  const { name, templateId } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const survey = await getSurvey(tx, workspaceId, surveyId)
    if (survey.status === 'open') throw isOpen()
    const letter = survey.templateId
    const isThere = letter !== null && (await surveysIn(tx, workspaceId, letter)) !== undefined
    return { name: survey.name, templateId: isThere ? letter : null }
  })
  const letter = templateId ?? (await writeLetter(deps, workspaceId, actor, { surveyId, name }))
  const opened = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { status } = await getSurvey(tx, workspaceId, surveyId, { lock: true })
    if (status === 'open') return undefined
    const now = deps.clock.now().toString()
    await sql`update surveys set status = 'open', template_id = ${letter}, opened_at = coalesce(opened_at, ${now}), closed_at = null,
        updated_at = ${now} where workspace_id = ${workspaceId} and survey_id = ${surveyId}`.execute(tx)
    await note(tx, workspaceId, actor, 'survey.opened', surveyId)
    return await describeSurvey(tx, deps, workspaceId, surveyId)
  })
  if (opened) return opened
  // Somebody else opened it while the letter was written: theirs is the one.
  if (templateId === null) await archiveTemplate(deps.messaging, workspaceId, actor, letter)
  throw isOpen()
}

const isOpen = () => new DomainError('conflict', 'survey_open', 'The survey is open already.')

async function writeLetter(
  { db, messaging }: SurveysDeps,
  workspaceId: string,
  actor: AuditActor,
  { surveyId, name }: { surveyId: string; name: string },
): Promise<string> {
  const { voice } = await brandOf(db, workspaceId)
  const own = `survey["${surveyId}"]`
  const variants = Object.fromEntries(
    locales.map((locale) => {
      const t = translatorInVoice(locale, voice, 'survey_page')
      const greeting = t('survey_page.letter.greeting', { name: '{{ customer.name }}' })
      const blocks = [
        {
          kind: 'text' as const,
          text: `{% if customer.name %}${greeting}{% else %}${t('survey_page.letter.greeting_plain')}{% endif %}`,
        },
        { kind: 'text' as const, text: t('survey_page.letter.text') },
        { kind: 'survey' as const, surveyId, otherwise: t('survey_page.letter.closed') },
        { kind: 'text' as const, text: '{{ brand.name }}' },
      ]
      const subject = t('survey_page.letter.subject', { shop: '{{ brand.name }}' })
      const sms = `{{ ${own}.question }} {{ ${own}.url }}`
      return [locale, { subject, preheader: '', body: { kind: 'blocks' as const, blocks }, sms }]
    }),
  )
  const make = async (as: string): Promise<string> => {
    const wanted = { name: as, purpose: 'useful' as const, topic: null, variants }
    return (await createTemplate(messaging, workspaceId, actor, wanted)).templateId
  }
  try {
    return await make(name)
  } catch (error) {
    if (!isDomainError(error) || error.reason !== 'template_name_taken') throw error
    return await make(`${name.slice(0, 100)} · ${surveyId.slice(-8)}`)
  }
}
