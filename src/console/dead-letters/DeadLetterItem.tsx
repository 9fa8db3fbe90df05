import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeadLetter } from '#contract/dead-letters'
import { api } from '../api/client.ts'
import { Badge, Disclosure, toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './DeadLettersPage.module.css'
import { prettyJson } from './pretty-json.ts'
import { reasonDetail, reasonWord } from './reason-word.ts'

/** One event that was refused; opens into its body, which can be repaired and sent again. */
export function DeadLetterItem({ letter }: { letter: DeadLetter }) {
  const { t, day } = useI18n()
  return (
    <li>
      <Disclosure
        className={classes.item}
        summary={
          <>
            <b className={classes.words}>{reasonWord(t, letter.reason)}</b>
            <span className={classes.when}>
              {day(letter.receivedAt, 'time')}
              <Badge>
                <bdi>{letter.source}</bdi>
              </Badge>
            </span>
          </>
        }
      >
        <Detail letter={letter} />
        {letter.status === 'open' ? (
          <Repair letter={letter} />
        ) : (
          <pre className={classes.body}>{prettyJson(letter.body)}</pre>
        )}
      </Disclosure>
    </li>
  )
}

/** What is wrong; of reasons without words what the API answered to the sender. */
function Detail({ letter }: { letter: DeadLetter }) {
  const words = reasonDetail(useI18n().t, letter)
  if (words !== undefined) return <p className={classes.detail}>{words}</p>
  return (
    <p className={classes.detail} lang="en" dir="ltr">
      {letter.detail}
    </p>
  )
}

function Repair({ letter }: { letter: DeadLetter }) {
  const i18n = useI18n()
  const { t } = i18n
  const client = useQueryClient()
  const [body, setBody] = useState(() => prettyJson(letter.body))
  const address = `/dead-letters/${letter.deadLetterId}`
  const refresh = () => client.invalidateQueries({ queryKey: ['dead-letters'] })
  const fail = (error: unknown) => toast.bad(problemText(error, i18n))
  const replay = useMutation({
    mutationFn: () => api.post<DeadLetter>(`${address}/replay`, { body }),
    onSuccess: () => {
      toast.good(t('dead_letters.replayed'))
      return refresh()
    },
  })
  const reopen = useMutation({
    mutationFn: () => api.post<DeadLetter>(`${address}/reopen`),
    onSuccess: refresh,
    onError: fail,
  })
  const discard = useMutation({
    mutationFn: () => api.post<DeadLetter>(`${address}/discard`),
    onSuccess: () => {
      toast.undo(t('dead_letters.discarded'), t('console.undo'), () => reopen.mutate())
      return refresh()
    },
    onError: fail,
  })
  return (
    <div className={classes.repair}>
      <Textarea
        label={t('dead_letters.body')}
        description={t('dead_letters.body_help')}
        error={replay.isError && problemText(replay.error, i18n)}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
        rows={Math.min(18, body.split('\n').length + 1)}
        spellCheck={false}
        classNames={{ input: classes.code ?? '' }}
        dir="ltr"
      />
      <div className={classes.actions}>
        <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate()}>
          {t('dead_letters.discard')}
        </Button>
        <Button loading={replay.isPending} onClick={() => replay.mutate()}>
          {t('dead_letters.replay')}
        </Button>
      </div>
    </div>
  )
}
