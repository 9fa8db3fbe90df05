import { IconLock, IconPaperclip } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Ticket, TicketEntry } from '#contract/inbox'
import { apiAddress } from '../api/client.ts'
import { Disclosure } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import classes from './inbox.module.css'
import { ChannelIcon, ticketPerson } from './ticket-words.tsx'

/** One word of theirs, of ours, or a note; text alone, as it was written. */
export function EntryItem({ entry, ticket }: { entry: TicketEntry; ticket: Ticket }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const { kind, channel, at, text, quoted, isCut, attachments } = entry
  return (
    <li className={classes.entry} data-kind={kind}>
      <p className={classes.by}>
        {kind === 'note' ? <IconLock size={15} stroke={1.7} aria-hidden /> : <ChannelIcon channel={channel} />}
        <b>
          <bdi>{authorOf(i18n, entry, ticket)}</bdi>
        </b>
        {kind === 'note' && <span>{t('inbox.only_us')}</span>}
        {kind === 'in' && entry.address && <bdi className={classes.address}>{entry.address}</bdi>}
        <time dateTime={at}>{day(at, 'time')}</time>
      </p>
      <div className={classes.text} dir="auto">
        {text === '' ? <i>{t('inbox.no_words')}</i> : text}
      </div>
      {isCut && <p className={classes.quiet}>{t('inbox.cut')}</p>}
      {quoted !== '' && (
        <Disclosure className={classes.quote} summary={<span>{t('inbox.quoted')}</span>}>
          <div className={classes.text} dir="auto">
            {quoted}
          </div>
        </Disclosure>
      )}
      {attachments.length > 0 && (
        <ul className={classes.files} aria-label={t('inbox.attachments')}>
          {attachments.map((attachment, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the files of a mail never change, and two may be alike.
            <li key={place} className={classes.file}>
              <FileName attachment={attachment} />
            </li>
          ))}
        </ul>
      )}
      <Delivery entry={entry} />
    </li>
  )
}

/** A file that is kept can be had; browsers never show it. */
function FileName({ attachment: { name, type, bytes, file } }: { attachment: TicketEntry['attachments'][number] }) {
  const { t } = useI18n()
  const shown = <bdi>{name === '' ? type : name}</bdi>
  return (
    <>
      <IconPaperclip size={14} stroke={1.7} aria-hidden />
      {file ? (
        <a href={apiAddress(`/customers/${file.customerId}/attachments/${file.attachmentId}`)} download>
          {shown}
        </a>
      ) : (
        shown
      )}
      {bytes !== null && <span>{t('inbox.kilobytes', { size: Math.max(1, Math.round(bytes / 1024)) })}</span>}
      {!file && <span>{t('inbox.in_mailbox')}</span>}
    </>
  )
}

function authorOf({ t }: I18n, { author, kind }: TicketEntry, ticket: Ticket): string {
  if (author.kind === 'customer') return ticketPerson({ t }, ticket)
  if (author.kind === 'journey') return t('inbox.author.journey')
  return author.name ?? t(kind === 'note' ? 'inbox.author.key' : 'inbox.author.us')
}

/** What became of an answer: nothing to say where all is well. */
function Delivery({ entry: { delivery } }: { entry: TicketEntry }) {
  const { t } = useI18n()
  if (!delivery) return null
  const { state, reason, reported } = delivery
  const isLost = state === 'failed' || state === 'suppressed' || reported === 'bounced' || reported === 'undelivered'
  if (isLost)
    return (
      <p className={classes.lost} role="status">
        {t('inbox.not_delivered')} {t(`messaging.reason.${reason ?? 'bounced'}`)}{' '}
        <Link to="/messages" search={{ state }}>
          {t('inbox.see_message')}
        </Link>
      </p>
    )
  if (state === 'handed_over') return <p className={classes.quiet}>{t('inbox.sent')}</p>
  return <p className={classes.quiet}>{t(state === 'deferred' ? 'inbox.tried_again' : 'inbox.on_its_way')}</p>
}
