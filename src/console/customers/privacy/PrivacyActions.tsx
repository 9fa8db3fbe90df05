import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconDownload, IconUserOff } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

const EraseDialog = lazy(() => import('./EraseDialog.tsx').then(({ EraseDialog }) => ({ default: EraseDialog })))

/** What a person may ask of us about their data: hand it over, forget it. Nothing for who may do neither. */
export function PrivacyActions({ customerId, name }: { customerId: string; name: string }) {
  const { t } = useI18n()
  const { role } = useSession()
  const [erasing, setErasing] = useState(false)
  const mayExport = roleMay(role, 'customers:export')
  const mayErase = roleMay(role, 'customers:erase')
  if (!mayExport && !mayErase) return null
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={250}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('privacy.menu')} title={t('privacy.menu')}>
            <IconDots size={17} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayExport && (
            <Menu.Item
              component="a"
              href={apiAddress(`/customers/${customerId}/export`)}
              download
              leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
            >
              {t('privacy.export')}
            </Menu.Item>
          )}
          {mayErase && (
            <Menu.Item
              color="brick"
              leftSection={<IconUserOff size={16} stroke={1.7} aria-hidden />}
              onClick={() => setErasing(true)}
            >
              {t('privacy.erase.open')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {erasing && <EraseDialog customerId={customerId} name={name} onClose={() => setErasing(false)} />}
      </Suspense>
    </>
  )
}
