import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { MessageCheck, MessageTemplate } from '#contract/message-templates'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Card, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { onceEach, Warnings } from './MessageCheck.tsx'
import classes from './messages.module.css'

type Checked = { name: string; check: MessageCheck }

/** Looks the messages through, when told to, before anybody gets them; nothing stands there for who may not write any. */
export function CheckCard({ templateIds }: { templateIds: string[] }) {
  const { t } = useI18n()
  const mayCheck = roleMay(useSession().role, 'messages:write')
  const ids = [...new Set(templateIds)].filter((id) => id !== '')
  const look = useMutation({ mutationFn: () => checkEach(ids) })
  if (!mayCheck || ids.length === 0) return null
  return (
    <Card title={t('messaging.check_title')} subtitle={t('messaging.check_text')}>
      <div className={classes.check}>
        <div>
          <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
            {t('messaging.check')}
          </Button>
        </div>
        {look.error && <Problem error={look.error} onRetry={() => look.mutate()} />}
        {look.data?.map(({ name, check: { links, images, problems } }) => (
          <div key={name}>
            <strong>
              <bdi>{name}</bdi>
            </strong>
            {problems.length === 0 ? (
              <p className={classes.soft}>{t('messaging.check_good', { links, images })}</p>
            ) : (
              <Warnings warnings={onceEach(problems)} />
            )}
          </div>
        ))}
      </div>
    </Card>
  )
}

/** One after the other: each asks many addresses. */
async function checkEach(templateIds: string[]): Promise<Checked[]> {
  const done: Checked[] = []
  for (const id of templateIds) {
    const { name, variants } = await api.get<MessageTemplate>(`/message-templates/${id}`)
    done.push({ name, check: await api.post<MessageCheck>('/message-templates/check', { variants }) })
  }
  return done
}
