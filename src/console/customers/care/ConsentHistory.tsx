import type { ConsentEntry } from '#contract/care'
import { apiAddress } from '../../api/client.ts'
import { Badge, Dialog } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'

type ConsentHistoryProps = { customerId: string; consents: ConsentEntry[]; onClose: () => void }

/** The whole ledger: who said what when, how it is known, and who wrote it down. */
export function ConsentHistory({ customerId, consents, onClose }: ConsentHistoryProps) {
  const { t, day } = useI18n()
  return (
    <Dialog title={t('care.consents.history_title')} onClose={onClose} wide>
      <ol className={classes.list}>
        {consents.map((entry) => (
          <li key={entry.consentId}>
            <div className={classes.words}>
              <span>
                <Badge tone={entry.state === 'given' ? 'good' : 'now'}>{t(`care.consents.state.${entry.state}`)}</Badge>{' '}
                <b className={classes.title}>
                  {t(`care.channel.${entry.channel}`)} · {t(`care.purpose.${entry.purpose}`)}
                </b>
              </span>
              <span>
                {day(entry.statedAt)} · {t(`care.consents.method.${entry.method}`)}
              </span>
              {entry.wording !== null && (
                <q className={classes.text} dir="auto">
                  {entry.wording}
                </q>
              )}
              {entry.evidence !== null && (
                <a href={apiAddress(`/customers/${customerId}/attachments/${entry.evidence.attachmentId}`)} download>
                  <bdi>{entry.evidence.fileName}</bdi>
                </a>
              )}
              <span className={classes.soft}>
                {t('care.consents.recorded', {
                  who: entry.author.name ?? t(`care.author.${entry.author.kind}`),
                  day: day(entry.recordedAt, 'time'),
                })}
              </span>
            </div>
          </li>
        ))}
      </ol>
    </Dialog>
  )
}
