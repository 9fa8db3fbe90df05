import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { TicketRow } from '#contract/inbox'
import { Avatar, Badge } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './inbox.module.css'
import { inboxRoute } from './routes.ts'
import { ChannelIcon, stateTones, ticketPerson, ticketSubject } from './ticket-words.tsx'

/** Tickets in the order given; the one that is open is marked, and kept in view. */
export function TicketList({ tickets, chosen }: { tickets: TicketRow[]; chosen: string | undefined }) {
  const view = inboxRoute.useSearch({ select: ({ state }) => state ?? 'open' })
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    if (chosen) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <ul className={classes.rows} ref={list}>
      {tickets.map((ticket) => (
        <li key={ticket.ticketId}>
          <Row ticket={ticket} isChosen={ticket.ticketId === chosen} withState={view === 'all'} />
        </li>
      ))}
    </ul>
  )
}

function Row({ ticket, isChosen, withState }: { ticket: TicketRow; isChosen: boolean; withState: boolean }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const { ticketId, channel, owner, last, lastAt, state, isUndelivered } = ticket
  const person = ticketPerson(i18n, ticket)
  return (
    <Link
      from={inboxRoute.fullPath}
      search={(now) => ({ ...now, ticket: ticketId })}
      className={classes.row}
      data-ours={state === 'open'}
      {...(isChosen ? { 'aria-current': 'true' as const } : {})}
    >
      <span className={classes.who}>
        <ChannelIcon channel={channel} />
        <b>
          <bdi>{person}</bdi>
        </b>
        <time dateTime={lastAt}>{day(lastAt, 'short')}</time>
      </span>
      <span className={classes.subject} dir="auto">
        {ticketSubject(i18n, ticket.subject)}
      </span>
      <span className={classes.excerpt}>
        {last && last.kind !== 'in' && <i>{t(`inbox.excerpt.${last.kind}`)}</i>}
        <span dir="auto">{last?.excerpt}</span>
      </span>
      {(owner || isUndelivered || withState) && (
        <span className={classes.signs}>
          {withState && <Badge tone={stateTones[state]}>{t(`inbox.state.${state}`)}</Badge>}
          {isUndelivered && <Badge tone="now">{t('inbox.undelivered')}</Badge>}
          {owner && (
            <span className={classes.owner}>
              <Avatar name={owner.name} size={18} />
              <bdi>{owner.name}</bdi>
            </span>
          )}
        </span>
      )}
    </Link>
  )
}
