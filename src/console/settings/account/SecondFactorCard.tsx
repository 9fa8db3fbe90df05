import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Account, RecoveryCodes } from '#contract/account'
import { api } from '../../api/client.ts'
import { Badge, Card, Dialog, DialogActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { RecoveryCodesDialog } from './RecoveryCodesDialog.tsx'
import { SecondFactorDialog } from './SecondFactorDialog.tsx'
import { useProof } from './use-proof.tsx'

const fewCodes = 3

/** The app on the phone that says a code, and the codes for the day the phone is gone. */
export function SecondFactorCard({ account }: { account: Account }) {
  const { t, day } = useI18n()
  const client = useQueryClient()
  const proof = useProof()
  const [dialog, setDialog] = useState<'set-up' | 'off'>()
  const [codes, setCodes] = useState<string[]>()
  const { since, recoveryCodesLeft } = account.secondFactor
  const renew = useMutation({
    mutationFn: () => proof.around(() => api.post<RecoveryCodes>('/account/recovery-codes')),
    onSuccess: ({ recoveryCodes }) => setCodes(recoveryCodes),
    onError: proof.complain,
  })
  const refresh = () => client.invalidateQueries()
  return (
    <Card
      title={t('account.factor.title')}
      subtitle={t('account.factor.subtitle')}
      aside={<Badge tone={since ? 'good' : 'look'}>{t(since ? 'account.factor.on' : 'account.factor.off')}</Badge>}
    >
      <div className={classes.form}>
        {since === null ? (
          <p>{t('account.factor.why')}</p>
        ) : (
          <>
            <p>{t('account.factor.since', { day: day(since) })}</p>
            <p className={recoveryCodesLeft <= fewCodes ? classes.problem : classes.note}>
              {t('account.recovery.left', { count: recoveryCodesLeft })}
            </p>
          </>
        )}
        <div className={classes.actions}>
          {since === null ? (
            <Button onClick={() => setDialog('set-up')}>{t('account.factor.set_up')}</Button>
          ) : (
            <>
              <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
                {t('account.recovery.renew')}
              </Button>
              <Button variant="default" onClick={() => setDialog('off')}>
                {t('account.factor.turn_off')}
              </Button>
            </>
          )}
        </div>
      </div>
      {dialog === 'set-up' && (
        <SecondFactorDialog
          onClose={() => setDialog(undefined)}
          onDone={(made) => {
            setDialog(undefined)
            setCodes(made)
            void refresh()
          }}
        />
      )}
      {dialog === 'off' && <TurnOffDialog onClose={() => setDialog(undefined)} onDone={() => void refresh()} />}
      {codes && (
        <RecoveryCodesDialog
          codes={codes}
          onClose={() => {
            setCodes(undefined)
            void refresh()
          }}
        />
      )}
      {proof.dialog}
    </Card>
  )
}

function TurnOffDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useI18n()
  const proof = useProof()
  const off = useMutation({
    mutationFn: () => proof.around(() => api.delete<void>('/account/second-factor')),
    onSuccess: () => {
      toast.good(t('account.factor.turned_off'))
      onClose()
      onDone()
    },
    onError: proof.complain,
  })
  return (
    <>
      <Dialog title={t('account.factor.turn_off_title')} onClose={onClose}>
        <p>{t('account.factor.turn_off_text')}</p>
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t('console.cancel')}
          </Button>
          <Button color="brick" loading={off.isPending} onClick={() => off.mutate()}>
            {t('account.factor.turn_off')}
          </Button>
        </DialogActions>
      </Dialog>
      {proof.dialog}
    </>
  )
}
