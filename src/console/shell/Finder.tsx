import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import '@mantine/core/styles/Overlay.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/spotlight/styles.layer.css'
import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { IconDownload, IconMoon, IconSearch, IconUser } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { CustomerPage } from '#contract/customers'
import { api, apiAddress } from '../api/client.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { navigation } from './navigation.ts'

type Action = { id: string; label: string; description?: string; icon: React.ReactNode; run: () => void }

/** Finds customers, pages and actions from anywhere. */
export default function Finder({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const [text, setText] = useState('')
  const customers = useFoundCustomers(text)
  const pages = usePages().filter((page) => matches(page.label, text))
  const actions = useActions().filter((action) => matches(action.label, text))
  useEffect(() => spotlight.open(), [])
  const groups = [
    { label: t('console.finder.customers'), actions: customers },
    { label: t('console.finder.pages'), actions: pages },
    { label: t('console.finder.actions'), actions },
  ].filter((group) => group.actions.length > 0)
  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      onSpotlightClose={onClose}
      shortcut={null}
      maxHeight={420}
      scrollable
      attributes={{ content: { 'aria-label': t('console.find') } }}
      overlayProps={{ backgroundOpacity: 0.45, blur: 0 }}
    >
      <Spotlight.Search
        placeholder={t('console.finder.placeholder')}
        aria-label={t('console.finder.placeholder')}
        onKeyDown={(event) => event.key === 'Enter' && !isChosen() && openFirst(groups)}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.actions.map((action) => (
              <Spotlight.Action
                key={action.id}
                label={action.label}
                description={action.description ?? ''}
                leftSection={action.icon}
                onClick={action.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t('console.finder.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function useFoundCustomers(text: string): Action[] {
  const navigate = useNavigate()
  const [search] = useDebouncedValue(text.trim(), 150)
  const found = useQuery({
    queryKey: ['customers', 'find', search],
    queryFn: ({ signal }) => api.get<CustomerPage>('/customers', { search, limit: 6 }, signal),
    enabled: search.length > 1,
    placeholderData: keepPreviousData,
  })
  if (search.length < 2) return []
  return (found.data?.customers ?? []).map((customer) => ({
    id: customer.customerId,
    label: customer.name ?? customer.email ?? customer.phone ?? customer.externalId ?? customer.customerId,
    description: customer.email ?? customer.phone ?? '',
    icon: <IconUser size={18} stroke={1.7} aria-hidden />,
    run: () => void navigate({ to: '/customers/$customerId', params: { customerId: customer.customerId } }),
  }))
}

function usePages(): Action[] {
  const { t } = useI18n()
  const navigate = useNavigate()
  return navigation.map(({ to, label, icon: Icon }) => ({
    id: to,
    label: t(label),
    icon: <Icon size={18} stroke={1.7} aria-hidden />,
    run: () => void navigate({ to }),
  }))
}

function useActions(): Action[] {
  const { t } = useI18n()
  const { toggleColorScheme } = useMantineColorScheme()
  return [
    {
      id: 'export-late',
      label: t('console.finder.export_late'),
      icon: <IconDownload size={18} stroke={1.7} aria-hidden />,
      run: () => location.assign(apiAddress('/customers', { filter: 'late', sort: 'yearly', format: 'csv' })),
    },
    {
      id: 'color-scheme',
      label: t('console.finder.toggle_dark'),
      icon: <IconMoon size={18} stroke={1.7} aria-hidden />,
      run: toggleColorScheme,
    },
  ]
}

/** Enter without having chosen takes the best result. */
function openFirst(groups: { actions: Action[] }[]): void {
  const first = groups[0]?.actions[0]
  if (first === undefined) return
  spotlight.close()
  first.run()
}

function isChosen(): boolean {
  return document.querySelector('[role=dialog] [data-selected]') !== null
}

function matches(label: string, text: string): boolean {
  return label.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase())
}
