import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { FormProblem, Notice } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../campaigns.module.css'
import { readFeed } from './feeds-query.ts'

/** What a feed says at this moment, before anybody gets it. */
export function LookAtFeed({ url }: { url: string }) {
  const { t } = useI18n()
  const look = useMutation({ mutationFn: () => readFeed(url) })
  const { data } = look
  return (
    <>
      <div>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!URL.canParse(url)}
          loading={look.isPending}
          onClick={() => look.mutate()}
        >
          {t('campaigns.feeds.look')}
        </Button>
      </div>
      <FormProblem error={look.error} />
      {data?.trouble && <Notice>{t(`campaigns.feed_trouble.${data.trouble}`)}</Notice>}
      {data && data.trouble === null && (
        <div className={classes.fields}>
          <strong>
            <bdi>{data.title ?? url}</bdi>
          </strong>
          {data.entries.length === 0 && <p className={classes.quiet}>{t('campaigns.feeds.no_entries')}</p>}
          {data.entries.map((entry) => (
            <p key={`${entry.url} ${entry.title}`} dir="auto">
              {entry.title}
              {entry.text !== null && <span className={classes.quiet}> – {entry.text}</span>}
            </p>
          ))}
        </div>
      )}
    </>
  )
}
