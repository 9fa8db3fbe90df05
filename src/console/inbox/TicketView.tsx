import { Button, Menu, NativeSelect } from '@mantine/core'
import { IconArrowBackUp, IconArrowLeft, IconCheck, IconDots, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Ticket } from '#contract/inbox'
import { useSession } from '../api/session.ts'
import { Badge, Dialog, DialogActions, Loading, Problem, usePageShortcuts } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { taskPeopleQuery } from '../tasks/tasks-query.ts'
import { EntryItem } from './EntryItem.tsx'
import classes from './inbox.module.css'
import { ticketQuery } from './inbox-query.ts'
import { ReplyBox } from './ReplyBox.tsx'
import { TicketPerson } from './TicketPerson.tsx'
import { stateTones, ticketSubject } from './ticket-words.tsx'
import { useTicketChange } from './use-ticket-change.ts'

type TicketViewProps = { ticketId: string; mayWrite: boolean; onBack: () => void }

/** One ticket: everything that was said, the box to answer in, and whose it is beside it. */
export function TicketView({ ticketId, mayWrite, onBack }: TicketViewProps) {
  const { data, error, refetch } = useQuery(ticketQuery(ticketId))
  if (data) return <Known ticket={data} mayWrite={mayWrite} onBack={onBack} />
  return (
    <section className={classes.thread}>
      <BackButton onBack={onBack} />
      {error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={8} />}
    </section>
  )
}

function Known({ ticket, mayWrite, onBack }: { ticket: Ticket; mayWrite: boolean; onBack: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const { ticketId, state, entries } = ticket
  const { change } = useTicketChange()
  const box = useRef<HTMLTextAreaElement>(null)
  const said = useRef<HTMLOListElement>(null)
  const toggle = () => {
    const wanted = state === 'closed' ? 'open' : 'closed'
    const done = t(wanted === 'closed' ? 'inbox.closed' : 'inbox.reopened')
    void change(ticketId, { state: wanted }, done, { state })
  }
  usePageShortcuts([
    { keys: ['r'], text: 'inbox.keys.answer', run: () => box.current?.focus() },
    { keys: ['e'], text: 'inbox.keys.close', run: () => mayWrite && toggle() },
  ])
  const count = entries.length
  // The newest word is what somebody came for.
  useEffect(() => {
    const list = said.current
    if (count > 0 && list) list.scrollTop = list.scrollHeight
  }, [count])
  return (
    <>
      <section className={classes.thread} aria-label={ticketSubject(i18n, ticket.subject)}>
        <div className={classes.head}>
          <BackButton onBack={onBack} />
          <div className={classes.title}>
            <h2>
              <bdi>{ticketSubject(i18n, ticket.subject)}</bdi>
            </h2>
            <Badge tone={stateTones[state]}>{t(`inbox.state.${state}`)}</Badge>
          </div>
          {mayWrite && (
            <div className={classes.tools}>
              <OwnerSelect ticket={ticket} />
              <Button
                variant="default"
                size="sm"
                leftSection={
                  state === 'closed' ? <IconArrowBackUp size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />
                }
                onClick={toggle}
              >
                {t(state === 'closed' ? 'inbox.reopen' : 'inbox.close')}
              </Button>
              <MoreMenu ticketId={ticketId} onRemoved={onBack} />
            </div>
          )}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        <ol className={classes.entries} ref={said} tabIndex={0} aria-label={t('inbox.said')}>
          {entries.map((entry) => (
            <EntryItem key={entry.entryId} entry={entry} ticket={ticket} />
          ))}
        </ol>
        {mayWrite && <ReplyBox ticket={ticket} box={box} />}
      </section>
      <TicketPerson ticket={ticket} mayWrite={mayWrite} />
    </>
  )
}

function BackButton({ onBack }: { onBack: () => void }) {
  const { t, direction } = useI18n()
  return (
    <button type="button" className={classes.back} onClick={onBack}>
      <IconArrowLeft size={16} aria-hidden style={direction === 'rtl' ? { transform: 'scaleX(-1)' } : {}} />
      {t('inbox.back')}
    </button>
  )
}

function OwnerSelect({ ticket: { ticketId, owner } }: { ticket: Ticket }) {
  const { t } = useI18n()
  const { person } = useSession()
  const people = useQuery(taskPeopleQuery)
  const { change } = useTicketChange()
  const known = people.data?.people ?? (owner ? [owner] : [])
  const mine = known.filter(({ personId }) => personId === person.personId)
  const others = known.filter(({ personId }) => personId !== person.personId)
  return (
    <NativeSelect
      size="sm"
      aria-label={t('inbox.owner')}
      value={owner?.personId ?? ''}
      onChange={(event) => {
        const wanted = event.currentTarget.value === '' ? null : event.currentTarget.value
        void change(ticketId, { ownerId: wanted }, t('inbox.given'), { ownerId: owner?.personId ?? null })
      }}
      data={[
        { value: '', label: t('inbox.nobody') },
        ...[...mine, ...others].map(({ personId, name }) => ({ value: personId, label: name })),
      ]}
    />
  )
}

function MoreMenu({ ticketId, onRemoved }: { ticketId: string; onRemoved: () => void }) {
  const { t } = useI18n()
  const { remove } = useTicketChange()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default" size="sm" px={9} aria-label={t('inbox.more')}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsking(true)}>
            {t('inbox.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Dialog title={t('inbox.remove_title')} onClose={() => setAsking(false)}>
          <p>{t('inbox.remove_text')}</p>
          <DialogActions>
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t('console.cancel')}
            </Button>
            <Button color="brick" onClick={async () => (await remove(ticketId)) && onRemoved()}>
              {t('inbox.remove_now')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
