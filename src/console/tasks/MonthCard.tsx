import { Link } from '@tanstack/react-router'
import type { TaskPage } from '#contract/tasks'
import { Card, Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './tasks.module.css'

/** Gifts, thank-yous, calls and visits of this month: what was done with one's own hands, by kind, and what is still to do. */
export function MonthCard({ month }: { month: TaskPage['month'] }) {
  const { t, number } = useI18n()
  return (
    <Card title={t('tasks.month.title')} className={classes.month}>
      <FigureRow>
        {month.map(({ kind, done, open }) => (
          <Figure
            key={kind}
            label={t(`tasks.kind.${kind}`)}
            help="tasks.help.month"
            value={number(done)}
            of={
              <Link to="/tasks" search={{ kind, view: open > 0 ? 'open' : 'done' }}>
                {t('tasks.month.open', { open })}
              </Link>
            }
          />
        ))}
      </FigureRow>
    </Card>
  )
}
