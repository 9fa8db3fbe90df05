import { ActionIcon, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { JourneyNode } from '#contract/journeys'
import { newStep, type Problem, type StepKind, stepKinds } from './draft.ts'
import { EditedStep } from './EditedStep.tsx'
import {
  changeStep,
  type FlowStep,
  findStep,
  insertStep,
  moveStep,
  newStepId,
  type Place,
  removeStep,
  removeWay,
} from './flow.ts'
import classes from './journeys.module.css'
import { actionsQuery } from './journeys-query.ts'
import { StepIcon } from './StepIcon.tsx'
import { type JourneySay, nodeText, wayText } from './say-journey.ts'

type FlowEditorProps = {
  say: JourneySay
  flow: FlowStep[]
  onChange: (to: (flow: FlowStep[]) => FlowStep[], tag?: string) => void
  problems: Map<string, Problem>
  /** Problems are shown everywhere, not only where somebody has been. */
  tried: boolean
  hasKey: boolean
  /** the event that begins the journey; empty where none does */
  beginsWith: string
}

/** The steps from top to bottom, with a place to put one in between any two; all of it by keyboard. */
export function FlowEditor({ say, flow, onChange, problems, tried, hasKey, beginsWith }: FlowEditorProps) {
  const { t } = say
  const box = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<string>()
  const [cut, setCut] = useState<FlowStep>()
  const focusOn = (id: string, isField = false) =>
    requestAnimationFrame(() => {
      const step = box.current?.querySelector<HTMLElement>(`[data-step="${id}"]`)
      const field = step?.querySelector<HTMLElement>(`[data-fields] :is(input, select, button)`)
      const target = (isField && field) || step?.querySelector<HTMLElement>('[data-head]')
      target?.focus()
      target?.scrollIntoView({ block: 'nearest' })
    })
  const put = (place: Place, step: FlowStep, opens: boolean) => {
    onChange((now) => insertStep(now, place, step))
    if (opens) setOpened(step.id)
    focusOn(step.id, opens)
  }
  const remove = (step: FlowStep) => {
    const found = findStep(flow, step.id)
    onChange((now) => removeStep(now, step.id))
    if (!found) return
    const { of, at } = found.place
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-place="${placeKey(of, at)}"]`)?.focus())
  }
  const move = (id: string, by: -1 | 1) => {
    onChange((now) => moveStep(now, id, by))
    focusOn(id)
  }
  const onKeys = (event: KeyboardEvent, step: FlowStep) => {
    const isMove = event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')
    const withCtrl = event.ctrlKey || event.metaKey
    if (isMove) move(step.id, event.key === 'ArrowUp' ? -1 : 1)
    else if (event.key === 'Delete') remove(step)
    else if (withCtrl && event.key === 'x') {
      setCut(step)
      remove(step)
    } else if (!event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const heads = [...(box.current?.querySelectorAll<HTMLElement>('[data-head]') ?? [])]
      const at = heads.indexOf(event.currentTarget as HTMLElement)
      heads[at + (event.key === 'ArrowUp' ? -1 : 1)]?.focus()
    } else return
    event.preventDefault()
  }
  const drawList = (steps: FlowStep[], of: Place['of'], isFollowed = false) => (
    <ol className={classes.flow}>
      {steps.map((step, at) => (
        <li key={step.id} data-step={step.id}>
          <InsertMenu say={say} flow={flow} place={{ of, at }} cut={cut} onPut={put} />
          <EditedStep
            say={say}
            step={step}
            isOpen={opened === step.id}
            problem={tried || opened !== step.id ? problems.get(step.id) : undefined}
            hasKey={hasKey}
            beginsWith={beginsWith}
            onToggle={() => setOpened(opened === step.id ? undefined : step.id)}
            onKeys={(event) => onKeys(event, step)}
            onChange={(node: JourneyNode) => onChange((now) => changeStep(now, node), step.id)}
            onRemoveWay={(way) => onChange((now) => removeWay(now, step.id, way))}
            onMove={(by) => move(step.id, by)}
            onCut={() => {
              setCut(step)
              remove(step)
            }}
            onRemove={() => remove(step)}
          />
          {step.ways.length > 0 && (
            <ul className={classes.ways}>
              {step.ways.map((way, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a way is its place.
                <li key={i}>
                  <p className={classes.way}>{wayText(say, step.node, i)}</p>
                  {drawList(way, { id: step.id, way: i }, isFollowed || at + 1 < steps.length)}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
      {steps.at(-1)?.node.kind !== 'exit' && (
        <li className={classes.lastPlace}>
          <InsertMenu
            say={say}
            flow={flow}
            place={{ of, at: steps.length }}
            cut={cut}
            onPut={put}
            named={of === null}
          />
          {of === null ? (
            <p className={classes.end}>{t('journeys.the_end')}</p>
          ) : (
            <p className={classes.goesOn}>{t(isFollowed ? 'journeys.goes_on' : 'journeys.ends')}</p>
          )}
        </li>
      )}
    </ol>
  )
  return <div ref={box}>{drawList(flow, null)}</div>
}

const placeKey = (of: Place['of'], at: number): string => `${of ? `${of.id}:${of.way}` : 'root'}:${at}`

type InsertMenuProps = {
  say: JourneySay
  flow: FlowStep[]
  place: Place
  cut: FlowStep | undefined
  onPut: (place: Place, step: FlowStep, opens: boolean) => void
  named?: boolean
}

const alwaysThere = ['create_task', 'message', 'branch', 'split', 'exit']

/** Puts a step in here. */
function InsertMenu({ say, flow, place, cut, onPut, named = false }: InsertMenuProps) {
  const { t } = say
  const { data } = useQuery(actionsQuery)
  const isThere = (kind: string): boolean =>
    alwaysThere.includes(kind) || kind.startsWith('wait') || (data?.actions.includes(kind) ?? false)
  const after = place.of === null && place.at === 0 ? t('journeys.insert_first') : t('journeys.insert_here')
  return (
    <Menu position="bottom-start" shadow="md" width={270} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        {named ? (
          <button type="button" className={classes.addStep} data-place={placeKey(place.of, place.at)}>
            <IconPlus size={16} stroke={2} aria-hidden />
            {t('journeys.add_step')}
          </button>
        ) : (
          <ActionIcon
            variant="default"
            radius="xl"
            size={26}
            className={classes.insert ?? ''}
            aria-label={after}
            data-place={placeKey(place.of, place.at)}
          >
            <IconPlus size={14} stroke={2} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {cut && findStep(flow, cut.id) === undefined && (
          <Menu.Item onClick={() => onPut(place, cut, false)}>
            {t('journeys.put_cut', { step: nodeText(say, cut.node) })}
          </Menu.Item>
        )}
        {(Object.keys(stepKinds) as (keyof typeof stepKinds)[]).map((group) => (
          <div key={group}>
            <Menu.Label>{t(`journeys.group.${group}`)}</Menu.Label>
            {(stepKinds[group] as readonly StepKind[]).filter(isThere).map((kind) => (
              <Menu.Item
                key={kind}
                leftSection={<StepIcon kind={kind} />}
                onClick={() => onPut(place, newStep(kind, newStepId()), kind !== 'exit')}
              >
                {t(`journeys.kind.${kind}`)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
