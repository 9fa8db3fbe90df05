import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Card, Loading, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { LinkDialog } from './LinkDialog.tsx'
import classes from './tills.module.css'
import { cardSettingsQuery, walletsQuery } from './tills-query.ts'
import { WalletDialog, walletNames } from './WalletDialog.tsx'

/** What cards lead to beside the till, and the wallets they can be put into. */
export function CardSettingsCard({ programmeId, mayWrite }: { programmeId: string; mayWrite: boolean }) {
  const { t, day } = useI18n()
  const [asked, setAsked] = useState<'link' | 'apple' | 'google'>()
  const settings = useQuery(cardSettingsQuery(programmeId))
  const wallets = useQuery(walletsQuery)
  const error = settings.error ?? wallets.error
  const close = () => setAsked(undefined)
  if (settings.data === undefined || wallets.data === undefined)
    return (
      <Card title={t('till.cards.title')}>
        {error ? (
          <Problem
            error={error}
            onRetry={() => {
              void settings.refetch()
              void wallets.refetch()
            }}
          />
        ) : (
          <Loading lines={3} />
        )}
      </Card>
    )
  const { link } = settings.data
  const { apple, google } = wallets.data
  const rows = [
    {
      what: 'link',
      name: t('till.cards.link'),
      text: link ? (
        <>
          {t(`till.cards.kind.${link.kind}`)} · <bdi dir="ltr">{link.url}</bdi>
        </>
      ) : (
        t('till.cards.no_link')
      ),
    },
    {
      what: 'apple',
      name: walletNames.apple,
      text: apple
        ? t('till.cards.apple_until', { id: apple.passTypeId, day: day(apple.until) })
        : t('till.cards.no_certificate'),
    },
    {
      what: 'google',
      name: walletNames.google,
      text: google ? t('till.cards.google_is', { id: google.issuerId }) : t('till.cards.no_account'),
    },
  ] as const
  return (
    <Card flush title={t('till.cards.title')} subtitle={t('till.cards.help')}>
      <ul className={classes.rows}>
        {rows.map(({ what, name, text }) => (
          <li key={what}>
            <div>
              <b>{name}</b>
              <p>{text}</p>
            </div>
            {mayWrite && (
              <Button
                variant="default"
                size="xs"
                aria-label={`${t('till.settings.change')}: ${name}`}
                onClick={() => setAsked(what)}
              >
                {t('till.settings.change')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked === 'link' && <LinkDialog programmeId={programmeId} link={link} onClose={close} />}
      {(asked === 'apple' || asked === 'google') && (
        <WalletDialog wallet={asked} isOn={wallets.data[asked] !== null} onClose={close} />
      )}
    </Card>
  )
}
