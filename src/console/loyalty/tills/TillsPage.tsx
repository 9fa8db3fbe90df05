import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TillDevice, TillStaff } from '#contract/loyalty-cards'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Card, EmptyState, Loading, Problem, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { LoyaltyFrame } from '../LoyaltyFrame.tsx'
import { CardSettingsCard } from './CardSettingsCard.tsx'
import { ChangeDialog } from './ChangeDialog.tsx'
import { DeviceDialog } from './DeviceDialog.tsx'
import { PinDialog } from './PinDialog.tsx'
import { RemoveDialog } from './RemoveDialog.tsx'
import classes from './tills.module.css'
import { tillsQuery } from './tills-query.ts'

type Asked =
  | { what: 'device' }
  | { what: 'change'; device: TillDevice }
  | { what: 'pin'; person: TillStaff }
  | { what: 'remove'; device: TillDevice }

/** Devices that are tills, and who serves at them. */
export function TillsPage() {
  const { t } = useI18n()
  const { role } = useSession()
  const [asked, setAsked] = useState<Asked>()
  const tills = useQuery(tillsQuery)
  useDocumentTitle(t('till.settings.title'))
  const close = () => setAsked(undefined)
  const mayWrite = roleMay(role, 'people:write')
  const shops = [...new Set(tills.data?.devices.flatMap(({ shop }) => shop ?? []) ?? [])]
  return (
    <LoyaltyFrame
      actions={({ programme }) => (
        <Button
          component="a"
          href={`/j/${programme.programmeId}/poster`}
          target="_blank"
          variant="default"
          leftSection={<IconPrinter size={18} stroke={1.6} aria-hidden />}
        >
          {t('till.settings.poster')}
        </Button>
      )}
    >
      {({ programme }) => (
        <>
          <Card
            title={t('till.settings.devices')}
            subtitle={t('till.settings.devices_help')}
            flush
            aside={
              mayWrite && (
                <Button size="xs" onClick={() => setAsked({ what: 'device' })}>
                  {t('till.settings.add')}
                </Button>
              )
            }
          >
            {tills.data === undefined ? (
              <Waiting error={tills.error} onRetry={() => void tills.refetch()} />
            ) : tills.data.devices.length === 0 ? (
              <EmptyState title={t('till.settings.none')} text={t('till.settings.none_text')} />
            ) : (
              <ul className={classes.rows}>
                {tills.data.devices.map((device) => (
                  <DeviceRow
                    key={device.deviceId}
                    device={device}
                    mayWrite={mayWrite}
                    onChange={() => setAsked({ what: 'change', device })}
                    onRemove={() => setAsked({ what: 'remove', device })}
                  />
                ))}
              </ul>
            )}
          </Card>
          <Card title={t('till.settings.staff')} subtitle={t('till.settings.staff_help')} flush>
            {tills.data === undefined ? (
              <Waiting error={tills.error} onRetry={() => void tills.refetch()} />
            ) : (
              <ul className={classes.rows}>
                {tills.data.staff.map((person) => (
                  <StaffRow
                    key={person.personId}
                    person={person}
                    mayWrite={mayWrite}
                    onSet={() => setAsked({ what: 'pin', person })}
                  />
                ))}
              </ul>
            )}
          </Card>
          <CardSettingsCard programmeId={programme.programmeId} mayWrite={mayWrite} />
          {asked?.what === 'device' && (
            <DeviceDialog programmeId={programme.programmeId} shops={shops} onClose={close} />
          )}
          {asked?.what === 'change' && <ChangeDialog device={asked.device} shops={shops} onClose={close} />}
          {asked?.what === 'pin' && tills.data && (
            <PinDialog person={asked.person} currency={tills.data.currency} onClose={close} />
          )}
          {asked?.what === 'remove' && <RemoveDialog device={asked.device} onClose={close} />}
        </>
      )}
    </LoyaltyFrame>
  )
}

function Waiting({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return error ? <Problem error={error} onRetry={onRetry} /> : <Loading lines={3} />
}

function DeviceRow(props: { device: TillDevice; mayWrite: boolean; onChange: () => void; onRemove: () => void }) {
  const { t, day } = useI18n()
  const { name, shop, programme, trustedAt, seenAt } = props.device
  const seen = seenAt === null ? '' : t('till.settings.seen', { day: day(seenAt, 'time') })
  return (
    <li>
      <div>
        <b>
          <bdi>{name}</bdi>
        </b>
        <p>
          {shop !== null && (
            <>
              <bdi>{shop}</bdi> ·{' '}
            </>
          )}
          <bdi>{programme}</bdi> · {trustedAt === null ? t('till.settings.waiting') : seen}
        </p>
      </div>
      {props.mayWrite && (
        <span className={classes.buttons}>
          <Button
            variant="default"
            size="xs"
            onClick={props.onChange}
            aria-label={t('till.settings.change_one', { name })}
          >
            {t('till.settings.change')}
          </Button>
          <Button
            variant="default"
            size="xs"
            onClick={props.onRemove}
            aria-label={t('till.settings.remove_one', { name })}
          >
            {t('till.settings.remove')}
          </Button>
        </span>
      )}
    </li>
  )
}

function StaffRow(props: { person: TillStaff; mayWrite: boolean; onSet: () => void }) {
  const { t } = useI18n()
  const { name, limits } = props.person
  const label = t(limits === null ? 'till.settings.set_pin' : 'till.settings.change_pin')
  return (
    <li>
      <div>
        <b>
          <bdi>{name}</bdi>
        </b>
        <p>
          {limits === null
            ? t('till.settings.no_pin')
            : t('till.settings.limits', { stamps: limits.maxStamps, hour: limits.maxPerHour })}
        </p>
      </div>
      {props.mayWrite && (
        <Button variant="default" size="xs" onClick={props.onSet} aria-label={`${label}: ${name}`}>
          {label}
        </Button>
      )}
    </li>
  )
}
