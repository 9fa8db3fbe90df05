import { Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconChevronDown, IconScissors, IconTrash } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { JourneyNode } from '#contract/journeys'
import type { Problem } from './draft.ts'
import type { FlowStep } from './flow.ts'
import classes from './journeys.module.css'
import { StepFields } from './StepFields.tsx'
import { iconKind, StepIcon } from './StepIcon.tsx'
import { type JourneySay, nodeText } from './say-journey.ts'

type EditedStepProps = {
  say: JourneySay
  step: FlowStep
  isOpen: boolean
  problem: Problem | undefined
  hasKey: boolean
  beginsWith: string
  onToggle: () => void
  onKeys: (event: KeyboardEvent) => void
  onChange: (node: JourneyNode) => void
  onRemoveWay: (way: number) => void
  onMove: (by: -1 | 1) => void
  onCut: () => void
  onRemove: () => void
}

/** One step as a sentence; opened, with its fields and what can be done with it. */
export function EditedStep(props: EditedStepProps) {
  const { say, step, isOpen, problem, hasKey, beginsWith, onToggle, onKeys, onChange, onRemoveWay } = props
  const { onMove, onCut, onRemove } = props
  const { t } = say
  const { node } = step
  return (
    <div className={isOpen ? classes.openStep : classes.step}>
      <button
        type="button"
        data-head
        className={classes.head}
        aria-expanded={isOpen}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete Control+X"
        onClick={onToggle}
        onKeyDown={onKeys}
      >
        <span className={classes.icon}>
          <StepIcon kind={iconKind(node)} />
        </span>
        <span className={classes.said} dir="auto">
          {nodeText(say, node)}
          {problem && <span className={classes.missing}>{t(`journeys.problem.${problem}`)}</span>}
        </span>
        <IconChevronDown size={16} className={classes.chevron} aria-hidden />
      </button>
      {isOpen && (
        <div className={classes.opened}>
          <div className={classes.fields} data-fields>
            <StepFields
              say={say}
              node={node}
              hasKey={hasKey}
              beginsWith={beginsWith}
              onChange={onChange}
              onRemoveWay={onRemoveWay}
            />
          </div>
          <div className={classes.buttons}>
            <Tool label={t('journeys.up')} icon={IconArrowUp} onClick={() => onMove(-1)} />
            <Tool label={t('journeys.down')} icon={IconArrowDown} onClick={() => onMove(1)} />
            <Tool label={t('journeys.cut')} icon={IconScissors} onClick={onCut} />
            <Tool label={t('journeys.remove')} icon={IconTrash} onClick={onRemove} />
          </div>
        </div>
      )}
    </div>
  )
}

function Tool({ label, icon: Icon, onClick }: { label: string; icon: typeof IconTrash; onClick: () => void }) {
  return (
    <Button variant="subtle" size="compact-sm" leftSection={<Icon size={15} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  )
}
