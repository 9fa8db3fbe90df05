import type { JourneyDefinition, JourneyFlow, JourneyNode } from '#contract/journeys'
import { type FlowStep, flowOf } from './flow.ts'
import classes from './journeys.module.css'
import { iconKind, StepIcon } from './StepIcon.tsx'
import { goalText, type JourneySay, nodeText, triggerText, useJourneySay, wayText } from './say-journey.ts'

/** A journey that can be read from top to bottom; each step with who waits there and what came of it. */
export function StepList({ definition, flow }: { definition: JourneyDefinition; flow: JourneyFlow | undefined }) {
  const say = useJourneySay()
  const { trigger, goal } = definition
  // Ways that cross, or lead back, are read one after the other.
  const steps = flowOf(definition) ?? definition.nodes.map((node): FlowStep => ({ id: node.id, node, ways: [] }))
  return (
    <div className={classes.read}>
      <p className={classes.begins} dir="auto">
        {triggerText(say, trigger)}
      </p>
      <Steps say={say} steps={steps} flow={flow} began={cameTo(flow, definition.start)} />
      {goal && (
        <p className={classes.begins} dir="auto">
          {goalText(say, goal)}
        </p>
      )}
    </div>
  )
}

/** How often somebody came to a step, whatever came of it. */
function cameTo(flow: JourneyFlow | undefined, id: string | null): number {
  const counts = flow?.nodes.find(({ nodeId }) => nodeId === id)
  return counts ? Object.values(counts.outcomes).reduce((sum, count) => sum + count, counts.waiting) : 0
}

type StepsProps = {
  say: JourneySay
  steps: FlowStep[]
  flow: JourneyFlow | undefined
  began: number
  isFollowed?: boolean
}

function Steps({ say, steps, flow, began, isFollowed = false }: StepsProps) {
  return (
    <ol className={classes.flow}>
      {steps.map(({ id, node, ways }, at) => (
        <li key={id}>
          <div className={classes.readStep}>
            <span className={classes.icon}>
              <StepIcon kind={iconKind(node)} />
            </span>
            <span className={classes.said}>
              <span dir="auto">{nodeText(say, node)}</span>
              <Counts say={say} node={node} flow={flow} />
              {flow?.faults
                .filter(({ nodeId }) => nodeId === id)
                .map(({ reason, text }) => (
                  <span key={reason} className={classes.fault}>
                    {say.t('journeys.fault', { reason: text })}
                  </span>
                ))}
            </span>
            {began > 0 && node.kind !== 'exit' && <Reach say={say} share={Math.min(1, cameTo(flow, id) / began)} />}
          </div>
          {ways.length > 0 && (
            <ul className={classes.ways}>
              {ways.map((way, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a way is its place.
                <li key={i}>
                  <p className={classes.way}>{wayText(say, node, i)}</p>
                  {way.length > 0 ? (
                    <Steps
                      say={say}
                      steps={way}
                      flow={flow}
                      began={began}
                      isFollowed={isFollowed || at + 1 < steps.length}
                    />
                  ) : (
                    <p className={classes.goesOn}>
                      {say.t(isFollowed || at + 1 < steps.length ? 'journeys.goes_on' : 'journeys.ends')}
                    </p>
                  )}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  )
}

/** Who of those that began came as far as this. */
function Reach({ say, share }: { say: JourneySay; share: number }) {
  return (
    <span className={classes.reach}>
      <span>{say.t('journeys.reached_here', { share: say.percent(100 * share, 0) })}</span>
      <span className={classes.bar} aria-hidden>
        <span style={{ inlineSize: `${100 * share}%` }} />
      </span>
    </span>
  )
}

const known = new Set(['queued', 'done', 'failed', 'waited', 'happened', 'timed_out', 'yes', 'no'])

function Counts({ say, node, flow }: { say: JourneySay; node: JourneyNode; flow: JourneyFlow | undefined }) {
  const { t } = say
  const counts = flow?.nodes.find(({ nodeId }) => nodeId === node.id)
  if (counts === undefined) return null
  const isSplit = node.kind === 'split'
  return (
    <span className={classes.quiet}>
      {counts.waiting > 0 && <b>{t('journeys.waiting', { people: counts.waiting })} </b>}
      {Object.entries(counts.outcomes).map(([outcome, count]) => (
        <span key={outcome}>
          {!isSplit && known.has(outcome)
            ? t(`journeys.outcome.${outcome}`, { count })
            : t('journeys.outcome.way', { way: outcome.toUpperCase(), count })}{' '}
        </span>
      ))}
    </span>
  )
}
