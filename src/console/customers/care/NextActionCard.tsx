import { Button } from '@mantine/core'
import {
  IconCheck,
  IconClock,
  IconHeartHandshake,
  IconMail,
  IconPhone,
  IconShieldCheck,
  type TablerIcon,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { CustomerCare } from '#contract/care'
import type { CustomerDetail } from '#contract/customers'
import { roleMay } from '#contract/permissions'
import type { AddTask, Task, TaskKind } from '#contract/tasks'
import { useSession } from '../../api/session.ts'
import { Card } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { CloseTaskDialog } from '../../tasks/CloseTaskDialog.tsx'
import { useTaskChange } from '../../tasks/use-task-change.ts'
import { customerName } from '../customer-name.ts'
import { ConsentDialog } from './ConsentDialog.tsx'
import classes from './care.module.css'
import { dateName } from './date-words.ts'
import { type NextAction, nextAction } from './next-action.ts'

type NextActionCardProps = { customer: CustomerDetail; care: CustomerCare; tasks: Task[]; today: string }

const signs: Record<NextAction['kind'], { icon: TablerIcon; tone: 'good' | 'look' | 'now' | undefined }> = {
  task: { icon: IconCheck, tone: 'look' },
  congratulate: { icon: IconHeartHandshake, tone: 'good' },
  call: { icon: IconPhone, tone: 'now' },
  write: { icon: IconMail, tone: 'now' },
  greet: { icon: IconHeartHandshake, tone: 'now' },
  thank: { icon: IconHeartHandshake, tone: 'good' },
  second_visit: { icon: IconMail, tone: 'good' },
  ask_consent: { icon: IconShieldCheck, tone: undefined },
  wait: { icon: IconClock, tone: undefined },
}
const taskKind: Partial<Record<NextAction['kind'], TaskKind>> = {
  congratulate: 'message',
  call: 'call',
  write: 'message',
  greet: 'visit',
  thank: 'thank_you',
  second_visit: 'message',
}

/** The one thing worth doing for this customer now, and the button that begins it. */
export function NextActionCard({ customer, care, tasks, today }: NextActionCardProps) {
  const i18n = useI18n()
  const { t, day } = i18n
  const { role } = useSession()
  const { add } = useTaskChange()
  const [asking, setAsking] = useState(false)
  const [closing, setClosing] = useState<Task>()
  const action = nextAction(customer, care, tasks, today)
  const { icon: Icon, tone } = signs[action.kind]
  const values = {
    name: customerName(customer),
    what:
      action.kind === 'congratulate' ? dateName(i18n, action.date) : action.kind === 'task' ? action.task.title : '',
    days: action.kind === 'congratulate' ? action.date.inDays : 0,
    silent: customer.silentDays ?? 0,
    day: action.kind === 'wait' && action.expectedOn !== null ? day(action.expectedOn) : '',
  }
  const kind = taskKind[action.kind]
  const plan = () => {
    if (!kind) return
    const title = t(`care.next.${action.kind}.task`, values)
    const dueOn = action.kind === 'congratulate' ? action.date.nextOn : today
    const body: AddTask = { title, kind, customerId: customer.customerId, due: { on: dueOn } }
    void add(body, t('care.next.planned'))
  }
  const isKnown = !(action.kind === 'wait' && action.expectedOn === null)
  return (
    <Card>
      <div className={classes.next}>
        <span className={classes.sign} data-tone={tone}>
          <Icon size={19} stroke={1.7} aria-hidden />
        </span>
        <div className={classes.nextWords}>
          <h2>{t(`care.next.${action.kind}.title`, values)}</h2>
          <p>{t(isKnown ? `care.next.${action.kind}.text` : 'care.next.wait.unknown', values)}</p>
        </div>
        {kind && roleMay(role, 'tasks:write') && <Button onClick={plan}>{t(`care.next.${action.kind}.do`)}</Button>}
        {action.kind === 'task' && roleMay(role, 'tasks:write') && (
          <Button onClick={() => setClosing(action.task)}>{t('care.next.task.do')}</Button>
        )}
        {action.kind === 'ask_consent' && roleMay(role, 'consents:write') && (
          <Button onClick={() => setAsking(true)}>{t('care.next.ask_consent.do')}</Button>
        )}
      </div>
      {closing && <CloseTaskDialog task={closing} onClose={() => setClosing(undefined)} />}
      {asking && (
        <ConsentDialog
          customerId={customer.customerId}
          channel={customer.email === null && customer.phone !== null ? 'phone' : 'email'}
          purpose="marketing"
          state="given"
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  )
}
