import { Button, NativeSelect, Textarea } from '@mantine/core'
import { type RefObject, useEffect, useState } from 'react'
import type { AnswerChannel, Ticket } from '#contract/inbox'
import { Segmented } from '../components/index.ts'
import { useOnceId } from '../components/use-once-id.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './inbox.module.css'
import { useTicketChange } from './use-ticket-change.ts'

type Mode = 'out' | 'note'

/** What was begun stays while somebody looks at another ticket. */
const drafts = new Map<string, string>()

/** Where one writes: an answer to the customer, or a note for colleagues. Ctrl and Enter sends. */
export function ReplyBox({ ticket, box }: { ticket: Ticket; box: RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useI18n()
  const { ticketId, answers, state } = ticket
  const { write } = useTicketChange()
  const [mode, setMode] = useState<Mode>(answers.length > 0 ? 'out' : 'note')
  const [text, setText] = useState(drafts.get(ticketId) ?? '')
  const [channel, setChannel] = useState<AnswerChannel | undefined>(answers[0]?.channel)
  const [isSending, setSending] = useState(false)
  const once = useOnceId()
  useEffect(() => {
    if (text === '') drafts.delete(ticketId)
    else drafts.set(ticketId, text)
  }, [ticketId, text])
  const way = answers.find((one) => one.channel === channel) ?? answers[0]
  const mayAnswer = mode === 'note' || way !== undefined
  const send = async (closes: boolean) => {
    if (text.trim() === '' || !mayAnswer || isSending) return
    setSending(true)
    // Two who answer at once see each other's word first.
    const by = mode === 'out' && way ? { channel: way.channel, after: ticket.entries.at(-1)?.entryId ?? null } : {}
    const entryId = once.idOf([mode, text, closes, way?.channel])
    const kept = await write(ticketId, { entryId, kind: mode, text, closes, ...by })
    setSending(false)
    if (!kept) return
    once.done()
    setText('')
  }
  return (
    <form
      className={classes.reply}
      data-mode={mode}
      onSubmit={(event) => {
        event.preventDefault()
        void send(false)
      }}
    >
      <div className={classes.replyHead}>
        <Segmented
          label={t('inbox.write_what')}
          value={mode}
          options={(['out', 'note'] as const).map((value) => ({ value, label: t(`inbox.mode.${value}`) }))}
          onChange={setMode}
        />
        {mode === 'out' &&
          (answers.length > 1 ? (
            <NativeSelect
              size="xs"
              aria-label={t('inbox.answer_by')}
              value={way?.channel ?? ''}
              onChange={(event) => setChannel(event.currentTarget.value as AnswerChannel)}
              data={answers.map((one) => ({
                value: one.channel,
                label: `${t(`inbox.by.${one.channel}`)} · ${one.address}`,
              }))}
            />
          ) : (
            way && (
              <span className={classes.quiet}>
                {t('inbox.to')} <bdi>{way.address}</bdi>
              </span>
            )
          ))}
      </div>
      {mode === 'out' && !way ? (
        <p className={classes.quiet}>{t('inbox.no_way')}</p>
      ) : (
        <Textarea
          ref={box}
          aria-label={t(`inbox.mode.${mode}`)}
          placeholder={t(`inbox.placeholder.${mode}`)}
          autosize
          minRows={3}
          maxRows={14}
          dir="auto"
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              void send(false)
            }
          }}
        />
      )}
      <div className={classes.replyFoot}>
        <span className={classes.hint}>{t('inbox.ctrl_enter')}</span>
        {mode === 'out' && state !== 'closed' && (
          <Button
            variant="default"
            disabled={text.trim() === '' || !mayAnswer || isSending}
            onClick={() => void send(true)}
          >
            {t('inbox.send_and_close')}
          </Button>
        )}
        <Button type="submit" disabled={text.trim() === '' || !mayAnswer} loading={isSending}>
          {t(mode === 'out' ? 'inbox.send' : 'inbox.keep_note')}
        </Button>
      </div>
    </form>
  )
}
