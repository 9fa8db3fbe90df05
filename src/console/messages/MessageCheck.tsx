import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { MessageCheck as Checked, MessageTemplate } from '#contract/message-templates'
import { api } from '../api/client.ts'
import { Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './messages.module.css'

type Found = Pick<Checked['problems'][number], 'kind' | 'detail'>

/** Asks, when told to, whether everything an e-mail leads to and shows is there. */
export function MessageCheck({ variants }: { variants: MessageTemplate['variants'] }) {
  const { t } = useI18n()
  const check = useMutation({ mutationFn: () => api.post<Checked>('/message-templates/check', { variants }) })
  const { data } = check
  return (
    <div className={classes.check}>
      <div>
        <Button size="compact-sm" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {t('messaging.check')}
        </Button>
      </div>
      {check.error && <Problem error={check.error} onRetry={() => check.mutate()} />}
      {data && data.problems.length === 0 && (
        <p className={classes.soft} role="status">
          {t('messaging.check_good', { links: data.links, images: data.images })}
        </p>
      )}
      {data && <Warnings warnings={onceEach(data.problems)} />}
    </div>
  )
}

/** The same address in five languages is one thing to mend. */
export function onceEach(problems: Checked['problems']): Found[] {
  return [...new Map(problems.map((one) => [`${one.kind} ${one.detail}`, one])).values()]
}

/** What should be looked at before a message is sent. */
export function Warnings({ warnings }: { warnings: readonly Found[] }) {
  const { t } = useI18n()
  if (warnings.length === 0) return null
  return (
    <ul className={classes.warnings}>
      {warnings.map(({ kind, detail }) => (
        <li key={`${kind} ${detail}`}>
          {t(`messaging.warning.${kind}`)} {detail && <bdi dir="ltr">{detail}</bdi>}
        </li>
      ))}
    </ul>
  )
}
