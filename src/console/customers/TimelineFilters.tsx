import { Button } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useState } from 'react'
import type { TimelinePage } from '#contract/customers'
import { FilterBar, FilterChip } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { DayFields } from './care/DayFields.tsx'
import { eventWord } from './event-words.ts'
import classes from './Timeline.module.css'
import type { TimelineSearch } from './timeline-search.ts'

type TimelineFiltersProps = {
  page: Pick<TimelinePage, 'kinds' | 'sources'>
  search: TimelineSearch
  onChange: (next: TimelineSearch) => void
}

const shownKinds = 6

/** Kinds of events one click away; source, days and words behind "more filters". */
export function TimelineFilters({ page: { kinds, sources }, search, onChange }: TimelineFiltersProps) {
  const { t, number } = useI18n()
  const { event: chosen = [], source = [], from, until, text } = search
  const [more, setMore] = useState(source.length > 0 || Boolean(from || until || text))
  const shown = more ? kinds : kinds.filter(({ event }, i) => i < shownKinds || chosen.includes(event))
  return (
    <search className={classes.filters} aria-label={t('customers.timeline.filter')}>
      {kinds.length > 1 &&
        shown.map(({ event, count }) => (
          <FilterChip
            key={event}
            active={chosen.includes(event)}
            onClick={() => onChange({ event: toggle(chosen, event) })}
            count={number(count)}
          >
            <bdi>{eventWord(t, event)}</bdi>
          </FilterChip>
        ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconFilter size={15} stroke={1.8} aria-hidden />}
        aria-expanded={more}
        onClick={() => setMore(!more)}
      >
        {t('care.timeline.more')}
      </Button>
      {more && (
        <div className={classes.more}>
          {sources.length > 1 && (
            <div className={classes.sources}>
              {sources.map(({ source: name, count }) => (
                <FilterChip
                  key={name}
                  active={source.includes(name)}
                  onClick={() => onChange({ source: toggle(source, name) })}
                  count={number(count)}
                >
                  <bdi>{name}</bdi>
                </FilterChip>
              ))}
            </div>
          )}
          <FilterBar
            search={{
              label: t('care.timeline.search'),
              value: text ?? '',
              onChange: (words) => onChange({ text: words === '' ? undefined : words }),
            }}
          />
          <div className={classes.days}>
            <DayFields
              legend={t('care.timeline.from')}
              value={from ?? null}
              onChange={(day) => onChange({ from: day?.iso })}
            />
            <DayFields
              legend={t('care.timeline.until')}
              value={until ?? null}
              onChange={(day) => onChange({ until: day?.iso })}
            />
          </div>
        </div>
      )}
    </search>
  )
}

function toggle(list: string[], value: string): string[] | undefined {
  const next = list.includes(value) ? list.filter((one) => one !== value) : [...list, value]
  return next.length === 0 ? undefined : next
}
