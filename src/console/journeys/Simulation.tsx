import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { JourneyDefinition, JourneySimulation } from '#contract/journeys'
import { Avatar, Dialog, Figure, FigureRow, Loading, Problem } from '../components/index.ts'
import { customerName } from '../customers/customer-name.ts'
import classes from './journeys.module.css'
import { simulationQuery } from './journeys-query.ts'
import { nodeText, useJourneySay } from './say-journey.ts'

/** Asks what a journey would have done in the last year; nothing to press while it is not whole. */
export function SimulateButton({ definition }: { definition: JourneyDefinition | undefined }) {
  const { t } = useJourneySay()
  const [asked, setAsked] = useState<JourneyDefinition>()
  return (
    <>
      <Button variant="default" disabled={definition === undefined} onClick={() => setAsked(definition)}>
        {t('journeys.simulate')}
      </Button>
      {asked && (
        <Dialog wide title={t('journeys.simulation.title')} onClose={() => setAsked(undefined)}>
          <Simulation definition={asked} />
        </Dialog>
      )}
    </>
  )
}

function Simulation({ definition }: { definition: JourneyDefinition }) {
  const { data, error, refetch } = useQuery(simulationQuery(definition))
  if (data) return <Told definition={definition} told={data} />
  return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={6} />
}

function Told({ definition, told }: { definition: JourneyDefinition; told: JourneySimulation }) {
  const { t, day } = useJourneySay()
  return (
    <div className={classes.views}>
      <p className={classes.quiet}>
        {told.basis === 'past'
          ? t('journeys.simulation.past', { from: day(told.from, 'long'), to: day(told.to, 'long') })
          : t('journeys.simulation.now')}
      </p>
      {told.runs + told.keptOut === 0 ? (
        <p>{t('journeys.simulation.nobody')}</p>
      ) : (
        <Figures definition={definition} told={told} />
      )}
      <p className={classes.quiet}>{t('journeys.simulation.help')}</p>
    </div>
  )
}

function Figures({ definition, told }: { definition: JourneyDefinition; told: JourneySimulation }) {
  const say = useJourneySay()
  const { t, number, day, direction } = say
  const acts = definition.nodes.filter(({ kind }) => kind === 'message' || kind === 'action')
  const isAct = new Set(acts.map(({ id }) => id))
  const nameOf = (nodeId: string): string => {
    const node = definition.nodes.find(({ id }) => id === nodeId)
    return node ? nodeText(say, node) : nodeId
  }
  return (
    <>
      <FigureRow>
        <Figure
          label={t('journeys.simulation.messages')}
          help="journeys.help.simulated_messages"
          value={number(told.messages)}
        />
        <Figure
          label={t('journeys.simulation.people')}
          help="journeys.help.simulated_people"
          value={number(told.people)}
        />
        <Figure label={t('journeys.column.keptOut')} help="journeys.help.control" value={number(told.keptOut)} />
        {told.basis === 'past' && (
          <Figure
            label={t('journeys.simulation.goal')}
            help="journeys.help.simulated_goal"
            value={number(told.reachedGoal)}
          />
        )}
      </FigureRow>
      <ul className={classes.passed}>
        {acts.map((node) => (
          <li key={node.id}>
            <span dir="auto">{nodeText(say, node)}</span>
            <b>{number(told.steps.find(({ nodeId }) => nodeId === node.id)?.passed ?? 0)}</b>
          </li>
        ))}
      </ul>
      {told.examples.length > 0 && (
        <>
          <h3 className={classes.small}>{t('journeys.simulation.examples')}</h3>
          <ul className={classes.people}>
            {told.examples.map(({ customerId, name, at, did, ended }, i) => {
              const shown = customerName({ name, email: null, phone: null, externalId: null, customerId })
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same person may begin twice.
                <li key={i}>
                  <Avatar name={shown} size={26} />
                  <span>
                    <Link to="/customers/$customerId" params={{ customerId }} target="_blank">
                      <bdi>{shown}</bdi>
                    </Link>{' '}
                    <span className={classes.quiet}>
                      {told.basis === 'past' && `${day(at)} · `}
                      {did
                        .filter(({ nodeId }) => isAct.has(nodeId))
                        .map(({ nodeId }) => nameOf(nodeId))
                        .join(direction === 'rtl' ? ' ← ' : ' → ') || t('journeys.simulation.nothing')}
                      {told.basis === 'past' && ` · ${t(`journeys.ended.${ended}`)}`}
                    </span>
                  </span>
                </li>
              )
            })}
          </ul>
        </>
      )}
      {told.sampled !== null && (
        <p className={classes.quiet}>{t('journeys.simulation.sampled', { runs: told.sampled })}</p>
      )}
      {told.everyDays !== null && (
        <p className={classes.quiet}>{t('journeys.simulation.looks', { days: told.everyDays })}</p>
      )}
    </>
  )
}
