import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import type { Segment } from '#contract/segments'
import { Dialog, DialogActions, Segmented } from '../components/index.ts'
import { CustomerField } from '../customers/find/CustomerField.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './segments.module.css'
import { useListChange } from './use-list-change.ts'

type Person = { customerId: string; name: string }
const ways = ['add', 'remove', 'release'] as const

/** People who are in or out whatever the definition says. */
export function ListDialog({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const { t } = useI18n()
  const [people, setPeople] = useState<Person[]>([])
  const [way, setWay] = useState<(typeof ways)[number]>('add')
  const change = useListChange(segment)
  const save = () => {
    onClose()
    const ids = people.map(({ customerId }) => customerId)
    void change(ids, way, t(`segments.list_done.${way}`, { people: people.length }))
  }
  return (
    <Dialog title={t('segments.by_hand')} onClose={onClose}>
      <div className={classes.dialog}>
        <p className={classes.quiet}>{t(`segments.list_help.${way}`)}</p>
        <Segmented
          label={t('segments.by_hand')}
          value={way}
          options={ways.map((value) => ({ value, label: t(`segments.list_way.${value}`) }))}
          onChange={setWay}
        />
        {people.length > 0 && (
          <ul className={classes.chosen}>
            {people.map((person) => (
              <li key={person.customerId}>
                <bdi>{person.name}</bdi>
                <CloseButton
                  size="sm"
                  aria-label={t('segments.not_this', { name: person.name })}
                  onClick={() => setPeople(people.filter((one) => one !== person))}
                />
              </li>
            ))}
          </ul>
        )}
        <CustomerField
          label={t('segments.person')}
          key={people.length}
          onChange={(person) =>
            person && !people.some((one) => one.customerId === person.customerId) && setPeople([...people, person])
          }
        />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t('console.cancel')}
          </Button>
          <Button disabled={people.length === 0} onClick={save}>
            {t('console.save')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
