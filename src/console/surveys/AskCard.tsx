import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Survey } from '#contract/surveys'
import { copyText } from '../components/copy-text.ts'
import { Card, LinkButton } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './surveys.module.css'

/** How people come to be asked. */
export function AskCard({ survey }: { survey: Survey }) {
  const { t, locale } = useI18n()
  const { status, templateId, publicUrl, guardDays } = survey
  if (status !== 'open')
    return (
      <Card title={t('surveys.ask')}>
        <p>{t(status === 'draft' ? 'surveys.ask_draft' : 'surveys.ask_closed')}</p>
      </Card>
    )
  return (
    <Card
      title={t('surveys.ask')}
      aside={
        <LinkButton variant="default" to="/journeys/new">
          {t('surveys.new_journey')}
        </LinkButton>
      }
    >
      <div className={classes.stack}>
        <p>{t('surveys.ask_open', { days: guardDays })}</p>
        {templateId !== null && (
          <p className={classes.address}>
            <span>
              <Link to="/messages/templates/$templateId" params={{ templateId }}>
                {t('surveys.letter')}
              </Link>
            </span>
            <span className={classes.quiet}>{t('surveys.letter_text')}</span>
          </p>
        )}
        {publicUrl !== null && (
          <p className={classes.address}>
            <span>{t('surveys.public_address')}</span>
            <a href={publicUrl} target="_blank" rel="noreferrer" dir="ltr">
              <bdi>{publicUrl.replace(/^https?:\/\//, '')}</bdi>
            </a>
            <Button size="compact-sm" variant="default" onClick={() => void copyText(publicUrl, t('console.copied'))}>
              {t('console.copy')}
            </Button>
            <a href={`${publicUrl}/code?lang=${locale}`} target="_blank" rel="noreferrer">
              {t('surveys.public_code')}
            </a>
          </p>
        )}
      </div>
    </Card>
  )
}
