import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import '@mantine/core/styles/Overlay.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/spotlight/styles.layer.css'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { IconSearch, IconUser } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { use, useEffect, useState } from 'react'
import type { CustomerPage } from '#contract/customers'
import { api } from '../api/client.ts'
import { loadAreas } from '../i18n/store.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { type FinderAction, useActions, usePages } from './finder-actions.tsx'
import { recentOf, remember } from './finder-recent.ts'
import { foldText } from './fold-text.ts'

const words = loadAreas('settings', 'insights')

/** Finds customers, pages and actions from anywhere; before anything is typed, what was used last. */
export default function Finder({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  use(words)
  const { t } = useI18n()
  const [text, setText] = useState('')
  const pages = usePages()
  const actions = useActions(onShortcuts)
  const customers = useFoundCustomers(text)
  const recent = text.trim() === '' ? recentOf([...pages, ...actions]) : []
  const isRecent = ({ id }: FinderAction): boolean => recent.some((one) => one.id === id)
  const fits = ({ label, description = '' }: FinderAction): boolean =>
    foldText(`${label} ${description}`).includes(foldText(text))
  useEffect(() => spotlight.open(), [])
  const groups = [
    { label: t('console.finder.recent'), actions: recent },
    { label: t('console.finder.customers'), actions: customers },
    { label: t('console.finder.pages'), actions: pages.filter((page) => fits(page) && !isRecent(page)) },
    { label: t('console.finder.actions'), actions: actions.filter((one) => fits(one) && !isRecent(one)) },
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
                onClick={() => choose(action)}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t('console.finder.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function useFoundCustomers(text: string): FinderAction[] {
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

function choose(action: FinderAction): void {
  remember(action)
  action.run()
}

/** Enter without having chosen takes the best result. */
function openFirst(groups: { actions: FinderAction[] }[]): void {
  const first = groups[0]?.actions[0]
  if (first === undefined) return
  spotlight.close()
  choose(first)
}

function isChosen(): boolean {
  return document.querySelector('[role=dialog] [data-selected]') !== null
}
