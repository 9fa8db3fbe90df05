import { memo } from 'react'
import type { TimelinePage } from '#contract/customers'
import { toMinor } from '#platform/money'
import { Disclosure } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { EventDetail } from './EventDetail.tsx'
import { eventAmount } from './event-amount.ts'
import { eventSign, eventWord } from './event-words.ts'
import classes from './Timeline.module.css'

type TimelineItemProps = { event: TimelinePage['events'][number]; currency: string }

// What came about in here tells nothing by its source.
const ownSource = 'console'

/** One event: a line that opens into everything known about it. */
export const TimelineItem = memo(function TimelineItem({ event, currency }: TimelineItemProps) {
  const { t, day, money } = useI18n()
  const { icon: Icon, tone } = eventSign(event.event)
  const amount = eventAmount(event.event, event.properties, currency)
  return (
    <li>
      <Disclosure
        className={classes.item}
        summary={
          <>
            <span className={classes.icon} data-tone={tone}>
              <Icon size={16} stroke={1.7} aria-hidden />
            </span>
            <span className={classes.words}>
              <b>
                <bdi>{eventWord(t, event.event)}</bdi>
              </b>
              <span>
                {day(event.occurredAt, 'time')}
                {event.source !== ownSource && (
                  <>
                    {' · '}
                    <bdi>{event.source}</bdi>
                  </>
                )}
              </span>
            </span>
            <span className={classes.amount}>
              {amount && money(toMinor(amount.major, amount.currency), amount.currency)}
            </span>
          </>
        }
      >
        <EventDetail properties={event.properties} currency={amount?.currency ?? currency} />
      </Disclosure>
    </li>
  )
})
