import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import { surveyScales } from '#contract/survey-words'
import type { ChangeSurvey, Survey, SurveyText } from '#contract/surveys'
import { type Locale, locales } from '#platform/i18n'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { Card, FieldPair, Form, FormProblem, NumberField, PageHeader, PageOf, toast } from '../components/index.ts'
import { useFormGuard } from '../components/use-leave-guard.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { editSurveyRoute } from './routes.ts'
import { SurveyPreview } from './SurveyPreview.tsx'
import { textFor } from './say-survey.ts'
import classes from './surveys.module.css'
import { surveyQuery } from './surveys-query.ts'
import { TextFields } from './TextFields.tsx'

/** The words and rules of a survey, with what people will see beside them. */
export function EditSurveyPage() {
  const { t } = useI18n()
  const { surveyId } = editSurveyRoute.useParams()
  const back = <Link to="/surveys">{t('surveys.title')}</Link>
  return (
    <PageOf query={useQuery(surveyQuery(surveyId))} title={t('surveys.edit')} back={back}>
      {(survey) => <Editor key={surveyId} survey={survey} />}
    </PageOf>
  )
}

function Editor({ survey }: { survey: Survey }) {
  const { t, locale: own, number } = useI18n()
  const navigate = useNavigate()
  const mayWrite = roleMay(useSession().role, 'surveys:write')
  const { surveyId, kind } = survey
  const [draft, setDraft] = useState({ ...survey, guardDays: survey.guardDays as number | null })
  const set = (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change }))
  const [locale, setLocale] = useState<Locale>(
    survey.words[own] ? own : (locales.find((one) => survey.words[one]) ?? own),
  )
  const text = draft.words[locale]
  const put = (next: SurveyText | undefined) => set({ words: withText(draft.words, locale, next) })
  const spoken = locales.filter((one) => draft.words[one])
  const { name, guardDays, unhappyAtMost, isPublic } = draft
  const words = filled(draft.words)
  const isReady = name.trim() !== '' && guardDays !== null && Object.values(words).every(isWhole)
  const { leaving, saved: noted } = useFormGuard(draft)
  const save = useMutation({
    mutationFn: () => {
      const body: ChangeSurvey = { name: name.trim(), words, unhappyAtMost, isPublic, guardDays: guardDays ?? 0 }
      return api.patch<Survey>(`/surveys/${surveyId}`, body)
    },
    onSuccess: async (saved) => {
      noted()
      queryClient.setQueryData(surveyQuery(surveyId).queryKey, saved)
      await queryClient.invalidateQueries({ queryKey: ['surveys'] })
      toast.good(t('console.saved'))
      await navigate({ to: '/surveys/$surveyId', params: { surveyId } })
    },
  })
  return (
    <>
      <PageHeader
        title={survey.name}
        tab={t('surveys.edit')}
        back={
          <Link to="/surveys/$surveyId" params={{ surveyId }}>
            {t('surveys.title')}
          </Link>
        }
        subtitle={t(`surveys.starter_text.${kind}`)}
      />
      <div className={classes.split}>
        <Card>
          <Form onSubmit={() => isReady && save.mutate()}>
            <TextInput
              label={t('surveys.field.name')}
              description={t('surveys.field.name_help')}
              dir="auto"
              maxLength={120}
              value={name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <NativeSelect
              label={t('messaging.language')}
              value={locale}
              onChange={(event) => setLocale(event.currentTarget.value as Locale)}
              data={locales.map((value) => ({
                value,
                label: `${t(`messaging.language.${value}`)}${words[value] ? '' : ` (${t('messaging.not_written')})`}`,
              }))}
            />
            {text ? (
              <TextFields
                kind={kind}
                locale={locale}
                text={text}
                onChange={put}
                onOptions={(change) => set({ words: withOptions(draft.words, change) })}
                {...(spoken.length > 1 ? { onRemove: () => put(undefined) } : {})}
              />
            ) : (
              <div>
                <Button variant="default" onClick={() => put(textFor(draft, own))}>
                  {t('messaging.add_language')}
                </Button>
              </div>
            )}
            <FieldPair>
              <NumberField
                label={t('surveys.field.guard')}
                description={t('surveys.field.guard_help')}
                value={guardDays}
                min={0}
                max={365}
                whole
                onChange={(days) => set({ guardDays: days })}
              />
              {kind !== 'poll' && (
                <NativeSelect
                  label={t('surveys.field.unhappy')}
                  description={t('surveys.field.unhappy_help')}
                  value={unhappyAtMost === null ? '' : String(unhappyAtMost)}
                  onChange={({ currentTarget: { value } }) =>
                    set({ unhappyAtMost: value === '' ? null : Number(value) })
                  }
                  data={[
                    { value: '', label: t('surveys.field.unhappy_never') },
                    ...scoresBelowBest(kind).map((score) => ({
                      value: String(score),
                      label: t('surveys.field.unhappy_up_to', { score: number(score) }),
                    })),
                  ]}
                />
              )}
            </FieldPair>
            <Checkbox
              label={t('surveys.field.public')}
              description={t('surveys.field.public_help')}
              checked={isPublic}
              onChange={(event) => set({ isPublic: event.currentTarget.checked })}
            />
            <FormProblem error={save.error} />
            {mayWrite && (
              <div>
                <Button type="submit" disabled={!isReady} loading={save.isPending}>
                  {t('console.save')}
                </Button>
              </div>
            )}
          </Form>
        </Card>
        {text && <SurveyPreview kind={kind} locale={locale} text={text} />}
      </div>
      {leaving}
    </>
  )
}

const isWhole = ({ question, thanks, options }: SurveyText): boolean =>
  [question, thanks, ...options].every((one) => one.trim() !== '')

function scoresBelowBest(kind: keyof typeof surveyScales): number[] {
  const { from, to } = surveyScales[kind]
  return Array.from({ length: to - from }, (_, i) => from + i)
}

type Words = Survey['words']

function withText(words: Words, locale: Locale, next: SurveyText | undefined): Words {
  const { [locale]: _, ...others } = words
  return next ? { ...others, [locale]: next } : others
}

/** Options are options of all languages: one more or less here is one more or less everywhere. */
function withOptions(words: Words, change: (options: string[]) => string[]): Words {
  const all = Object.entries(words).map(([locale, text]) => [locale, { ...text, options: change(text.options) }])
  return Object.fromEntries(all) as Words
}

/** An option that was written in one language stands in the others, too, until somebody writes it there. */
function filled(words: Words): Words {
  const lists = Object.values(words).map(({ options }) => options)
  const written = (at: number): string =>
    lists.map((options) => options[at] ?? '').find((one) => one.trim() !== '') ?? ''
  return withOptions(words, (options) => options.map((one, at) => (one.trim() === '' ? written(at) : one)))
}
