import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { ImportantDate } from '#contract/care'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Badge, Card } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { AddButton } from './AddButton.tsx'
import classes from './care.module.css'
import { DateDialog } from './DateDialog.tsx'
import { dateName, dateSigns } from './date-words.ts'
import { IconButton } from './IconButton.tsx'
import { useCareChange } from './use-care-change.ts'

const soonDays = 14

/** Birthdays and other days that come every year, the nearest first. */
export function DatesCard({ customerId, dates }: { customerId: string; dates: ImportantDate[] }) {
  const { t } = useI18n()
  const { role } = useSession()
  const [open, setOpen] = useState<ImportantDate | 'new'>()
  const mayWrite = roleMay(role, 'notes:write')
  return (
    <Card
      title={t('care.dates.title')}
      aside={
        mayWrite && (
          <AddButton label={t('care.dates.add_long')} onClick={() => setOpen('new')}>
            {t('care.add')}
          </AddButton>
        )
      }
    >
      {dates.length === 0 && (
        <p className={classes.empty}>
          {t('care.dates.empty')} <span className={classes.example}>{t('care.dates.example')}</span>
        </p>
      )}
      <ul className={classes.list}>
        {dates.map((date) => (
          <DateItem
            key={date.dateId}
            customerId={customerId}
            date={date}
            {...(mayWrite && { onEdit: () => setOpen(date) })}
          />
        ))}
      </ul>
      {open !== undefined && (
        <DateDialog
          customerId={customerId}
          {...(open !== 'new' && { date: open })}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Card>
  )
}

function DateItem({ customerId, date, onEdit }: { customerId: string; date: ImportantDate; onEdit?: () => void }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const change = useCareChange(customerId)
  const Icon = dateSigns[date.kind]
  const name = dateName(i18n, date)
  const path = `/customers/${customerId}/dates/${date.dateId}`
  const remove = () =>
    void change({
      show: (care) => ({ ...care, dates: care.dates.filter(({ dateId }) => dateId !== date.dateId) }),
      send: () => api.delete(path),
      done: t('care.dates.removed'),
      undo: () => api.post(`${path}/restore`),
    })
  const isSoon = date.inDays <= soonDays
  return (
    <li>
      <span className={classes.sign} data-tone={isSoon ? 'look' : undefined}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </span>
      <div className={classes.words}>
        <b className={classes.title}>
          <bdi>{name}</bdi>
        </b>
        <span>
          {day(date.nextOn)}
          {date.turns !== null && date.turns > 0 && ` · ${t('care.dates.turns', { years: date.turns })}`}
        </span>
        {isSoon && (
          <span>
            <Badge tone="look">{t('care.dates.in_days', { days: date.inDays })}</Badge>
          </span>
        )}
      </div>
      {onEdit && (
        <div className={classes.tools}>
          <IconButton icon={IconPencil} label={t('care.dates.edit', { name })} onClick={onEdit} />
          <IconButton icon={IconTrash} label={t('care.dates.remove', { name })} onClick={remove} />
        </div>
      )}
    </li>
  )
}
