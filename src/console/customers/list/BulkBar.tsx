import { Button, CloseButton } from '@mantine/core'
import { IconForms, IconTagMinus, IconTagPlus, IconUsersGroup } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { BulkChange, BulkSelection } from '#contract/bulk-edits'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import type { CustomersSearch } from '../customers-search.ts'
import classes from './list.module.css'
import { type Selection, useSelected } from './selection.ts'

const BulkDialog = lazy(() => import('./BulkDialog.tsx').then((file) => ({ default: file.BulkDialog })))

const ListOnSegmentDialog = lazy(() =>
  import('./ListOnSegmentDialog.tsx').then((file) => ({ default: file.ListOnSegmentDialog })),
)

const actions = [
  { kind: 'add_tag', icon: IconTagPlus },
  { kind: 'remove_tag', icon: IconTagMinus },
  { kind: 'set_trait', icon: IconForms },
] as const

type BulkBarProps = {
  selection: Selection
  /** the rows on screen */
  shown: readonly string[]
  total: number
  isEstimate: boolean
  search: CustomersSearch
}

/** What can be done with the customers picked: these, or everybody who matches. Nothing while nobody is picked. */
export function BulkBar({ selection, shown, total, isEstimate, search }: BulkBarProps) {
  const { t } = useI18n()
  const picked = useSelected(selection)
  const [everybody, setEverybody] = useState(false)
  const [asked, setAsked] = useState<BulkChange['kind']>()
  const [listing, setListing] = useState(false)
  const mayList = roleMay(useSession().role, 'segments:write')
  // Another list: what was picked on the one before is not on it.
  const key = JSON.stringify([search.search, search.filter, search.tag, search.trait, search.where, search.risk])
  // biome-ignore lint/correctness/useExhaustiveDependencies: told by the key.
  useEffect(() => {
    selection.clear()
    setEverybody(false)
  }, [key, selection])
  if (picked.length === 0) return null
  const close = () => {
    selection.clear()
    setEverybody(false)
  }
  const { filter = 'all', search: text, tag = [], trait = [], where = [], risk } = search
  const all: BulkSelection = {
    query: {
      filter,
      tag,
      trait,
      where,
      ...(text !== undefined && { search: text }),
      ...(risk !== undefined && { risk }),
    },
  }
  const wanted = everybody ? all : { customerIds: [...picked] }
  const allShown = shown.every((id) => selection.has(id))
  return (
    <section className={classes.bulk} aria-label={t('customers.bulk.title')}>
      <p aria-live="polite">
        {everybody
          ? t(isEstimate ? 'customers.bulk.everybody_about' : 'customers.bulk.everybody', { total })
          : t('customers.bulk.picked', { picked: picked.length })}
      </p>
      {!everybody && !allShown && (
        <button type="button" className={classes.link} onClick={() => selection.set(shown, true)}>
          {t('customers.bulk.pick_shown', { shown: shown.length })}
        </button>
      )}
      {!everybody && allShown && total > picked.length && (
        <button type="button" className={classes.link} onClick={() => setEverybody(true)}>
          {t('customers.bulk.pick_all')}
        </button>
      )}
      <span className={classes.actions}>
        {actions.map(({ kind, icon: Icon }) => (
          <Button
            key={kind}
            size="xs"
            variant="default"
            leftSection={<Icon size={15} stroke={1.8} aria-hidden />}
            onClick={() => setAsked(kind)}
          >
            {t(`customers.bulk.${kind}`)}
          </Button>
        ))}
        {mayList && !everybody && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUsersGroup size={15} stroke={1.8} aria-hidden />}
            onClick={() => setListing(true)}
          >
            {t('segments.put_on_list')}
          </Button>
        )}
        <CloseButton onClick={close} aria-label={t('customers.bulk.clear')} />
      </span>
      {listing && (
        <Suspense>
          <ListOnSegmentDialog customerIds={picked} onClose={() => setListing(false)} onDone={close} />
        </Suspense>
      )}
      {asked && (
        <Suspense>
          <BulkDialog kind={asked} selection={wanted} onClose={() => setAsked(undefined)} onStarted={close} />
        </Suspense>
      )}
    </section>
  )
}
