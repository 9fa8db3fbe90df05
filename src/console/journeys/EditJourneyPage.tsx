import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Journey } from '#contract/journeys'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, FormProblem, PageHeader, PageOf, usePageShortcuts } from '../components/index.ts'
import { useLeaveGuard } from '../components/use-leave-guard.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { definitionOf, emptyDraft, type JourneyDraft, problemsOf, toJourneyDraft } from './draft.ts'
import { FlowEditor } from './FlowEditor.tsx'
import classes from './journeys.module.css'
import { journeyQuery } from './journeys-query.ts'
import { GoalFields, RuleFields } from './RuleFields.tsx'
import { editJourneyRoute } from './routes.ts'
import { SimulateButton } from './Simulation.tsx'
import { useJourneySay } from './say-journey.ts'
import { TriggerFields } from './TriggerFields.tsx'
import { useHistory } from './use-history.ts'

export function NewJourneyPage() {
  const { t } = useI18n()
  return <JourneyEditor title={t('journeys.new')} first={emptyDraft} />
}

export function EditJourneyPage() {
  const { t } = useI18n()
  const { journeyId } = editJourneyRoute.useParams()
  return (
    <PageOf query={useQuery(journeyQuery(journeyId))} title={t('journeys.title')}>
      {(journey) => <Drawn key={journeyId} journey={journey} />}
    </PageOf>
  )
}

function Drawn({ journey }: { journey: Journey }) {
  const { t } = useI18n()
  const first = toJourneyDraft(journey)
  if (first) return <JourneyEditor title={journey.name} journey={journey} first={first} />
  return (
    <>
      <PageHeader title={journey.name} back={<Link to="/journeys">{t('journeys.title')}</Link>} />
      <Card>
        <p>{t('journeys.not_drawn')}</p>
      </Card>
    </>
  )
}

type JourneyEditorProps = { title: string; first: JourneyDraft; journey?: Journey }

/** A journey from what begins it to what it is meant to reach; everything can be taken back. */
function JourneyEditor({ title, first, journey }: JourneyEditorProps) {
  const say = useJourneySay()
  const { t } = say
  const navigate = useNavigate()
  const [requestKey] = useState(() => crypto.randomUUID())
  const { now, set, undo, redo, canUndo, canRedo } = useHistory(first)
  const [tried, setTried] = useState(false)
  const nameField = useRef<HTMLInputElement>(null)
  const isSaved = useRef(false)
  const problems = problemsOf(now)
  const { rest } = now
  const setRest = (to: JourneyDraft['rest'], tag?: string) => set((draft) => ({ ...draft, rest: to }), tag)
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: now.name.trim(), description: now.description, definition: definitionOf(now) }
      return journey
        ? await api.patch<Journey>(`/journeys/${journey.journeyId}`, body)
        : await api.post<Journey>('/journeys', { ...body, requestKey })
    },
    onSuccess: async ({ journeyId }) => {
      isSaved.current = true
      await queryClient.invalidateQueries({ queryKey: ['journeys'] })
      await navigate({ to: '/journeys/$journeyId', params: { journeyId } })
    },
  })
  const leaving = useLeaveGuard(() => canUndo && !isSaved.current)
  usePageShortcuts([
    { keys: ['Ctrl', 'Z'], text: 'journeys.undo' },
    { keys: ['Ctrl', 'Y'], text: 'journeys.redo' },
    { keys: ['Alt', '↑'], text: 'journeys.up' },
    { keys: ['Alt', '↓'], text: 'journeys.down' },
    { keys: ['Ctrl', 'X'], text: 'journeys.cut' },
    { keys: ['Delete'], text: 'journeys.remove' },
  ])
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.matches('input:not([type=checkbox]), textarea')
      if (isTyping || !(event.ctrlKey || event.metaKey)) return
      const key = event.key.toLowerCase()
      if (key === 'z' && !event.shiftKey) undo()
      else if (key === 'y' || (key === 'z' && event.shiftKey)) redo()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  })
  const submit = () => {
    setTried(true)
    if (problems.has('name')) nameField.current?.focus()
    if (problems.size === 0) save.mutate()
  }
  const told = (where: string) => {
    const problem = tried ? problems.get(where) : undefined
    return problem && <p className={classes.missing}>{t(`journeys.problem.${problem}`)}</p>
  }
  return (
    <>
      <PageHeader
        title={title}
        back={<Link to="/journeys">{t('journeys.title')}</Link>}
        actions={
          <>
            <ActionIcon variant="default" size={36} aria-label={t('journeys.undo')} disabled={!canUndo} onClick={undo}>
              <IconArrowBackUp size={18} className={classes.turns} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="default" size={36} aria-label={t('journeys.redo')} disabled={!canRedo} onClick={redo}>
              <IconArrowForwardUp size={18} className={classes.turns} aria-hidden />
            </ActionIcon>
            <SimulateButton definition={problems.size === 0 || isOnlyName(problems) ? definitionOf(now) : undefined} />
            <Button loading={save.isPending} onClick={submit}>
              {t('journeys.save')}
            </Button>
          </>
        }
      />
      <div className={classes.editor}>
        <Card title={t('journeys.ask.begin')}>
          <div className={classes.fields}>
            <TextInput
              ref={nameField}
              label={t('journeys.column.name')}
              dir="auto"
              maxLength={120}
              value={now.name}
              error={tried && problems.has('name') ? t('journeys.problem.name') : undefined}
              onChange={(event) => {
                const name = event.currentTarget.value
                set((draft) => ({ ...draft, name }), 'name')
              }}
            />
            <TriggerFields
              say={say}
              trigger={rest.trigger}
              onChange={(trigger) => {
                const { key: _, ...others } = rest
                const isKeyed = trigger.kind === 'event' || trigger.kind === 'manual'
                setRest({ ...(isKeyed ? rest : others), trigger }, 'trigger')
              }}
            />
            {told('trigger')}
          </div>
        </Card>
        <Card title={t('journeys.steps')} subtitle={<span className={classes.keys}>{t('journeys.help.keys')}</span>}>
          <FlowEditor
            say={say}
            flow={now.flow}
            problems={problems}
            tried={tried}
            hasKey={rest.key !== undefined}
            beginsWith={rest.trigger.kind === 'event' ? rest.trigger.event : ''}
            onChange={(to, tag) => set((draft) => ({ ...draft, flow: to(draft.flow) }), tag)}
          />
          {told('flow')}
        </Card>
        <Card title={t('journeys.ask.goal')} subtitle={t('journeys.ask.goal_help')}>
          <div className={classes.fields}>
            <GoalFields say={say} rest={rest} onChange={setRest} />
            {told('goal')}
          </div>
        </Card>
        <Card title={t('journeys.ask.rules')}>
          <div className={classes.fields}>
            <RuleFields say={say} rest={rest} onChange={setRest} />
            {told('exits')}
            {told('rules')}
          </div>
        </Card>
        <FormProblem error={save.error} />
        {tried && problems.size > 0 && (
          <p role="alert" className={classes.missing}>
            {t('journeys.problem.somewhere')}
          </p>
        )}
        <div>
          <Button loading={save.isPending} onClick={submit}>
            {t('journeys.save')}
          </Button>
        </div>
      </div>
      {leaving}
    </>
  )
}

const isOnlyName = (problems: Map<string, unknown>): boolean => problems.size === 1 && problems.has('name')
