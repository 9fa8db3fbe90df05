import { Button } from '@mantine/core'
import { IconArrowMerge, IconPencil } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { CustomerDetail } from '#contract/customers'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { useI18n } from '../i18n/use-i18n.ts'

const EditCustomer = lazy(() => import('./EditCustomer.tsx').then((file) => ({ default: file.EditCustomer })))
const MergeWithDialog = lazy(() =>
  import('./merge/MergeWithDialog.tsx').then((file) => ({ default: file.MergeWithDialog })),
)

/** Changing what is known of somebody, and saying that somebody else is them. */
export function CustomerTools({ customer }: { customer: CustomerDetail }) {
  const { t } = useI18n()
  const { role } = useSession()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'edit' | 'merge'>()
  const close = () => setOpen(undefined)
  return (
    <>
      {roleMay(role, 'customers:merge') && (
        <Button
          variant="default"
          leftSection={<IconArrowMerge size={16} stroke={1.8} aria-hidden />}
          onClick={() => setOpen('merge')}
        >
          {t('merges.open')}
        </Button>
      )}
      {roleMay(role, 'customers:write') && (
        <Button
          variant="default"
          leftSection={<IconPencil size={16} stroke={1.8} aria-hidden />}
          onClick={() => setOpen('edit')}
        >
          {t('customers.edit.open')}
        </Button>
      )}
      <Suspense>
        {open === 'edit' && <EditCustomer customer={customer} onClose={close} />}
        {open === 'merge' && (
          <MergeWithDialog
            customerId={customer.customerId}
            onClose={close}
            onMerged={({ into }) =>
              void navigate({ to: '/customers/$customerId', params: { customerId: into.customerId } })
            }
          />
        )}
      </Suspense>
    </>
  )
}
