import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconBookmarkPlus, IconDots, IconHome, IconShare, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { ChangeView, CustomerView } from '#contract/customer-edits'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { useSession } from '../../api/session.ts'
import { toast, ViewTab, ViewTabs } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import type { CustomersSearch } from '../customers-search.ts'
import classes from './list.module.css'
import { searchOfView, showsView, viewOfSearch, viewsQuery } from './views-query.ts'

const SaveViewDialog = lazy(() => import('./SaveViewDialog.tsx').then((file) => ({ default: file.SaveViewDialog })))

// The router marks an address only while it is exactly open; a view that was changed on screen is still the one it came from.
const current = { 'aria-current': 'page', className: 'active' } as const

/** The saved views as tabs; what is on screen can be saved as another, or into the one it came from. */
export function ViewsRow({ search }: { search: CustomersSearch }) {
  const { t } = useI18n()
  const { role } = useSession()
  const [saving, setSaving] = useState(false)
  const views = useQuery(viewsQuery).data?.views ?? []
  const mayWrite = roleMay(role, 'views:write')
  const open = views.find((view) => view.viewId === search.view)
  const changed = open ? !showsView(search, open) : isNarrowed(search)
  if (views.length === 0 && !(mayWrite && changed)) return null
  return (
    <div className={classes.views}>
      <ViewTabs label={t('customers.views.title')}>
        <ViewTab
          to="/customers"
          search={views.some((view) => view.isDefault) ? { view: 'all' } : {}}
          activeOptions={{ exact: true, includeSearch: true }}
          {...(open === undefined && current)}
        >
          {t('customers.views.all')}
        </ViewTab>
        {views.map((view) => (
          <ViewTab
            key={view.viewId}
            to="/customers"
            search={searchOfView(view)}
            {...(view.viewId === search.view && current)}
          >
            <bdi>{view.name}</bdi>
          </ViewTab>
        ))}
      </ViewTabs>
      {mayWrite && (
        <span className={classes.viewTools}>
          {changed && (
            <Button
              size="xs"
              variant="subtle"
              leftSection={<IconBookmarkPlus size={16} stroke={1.8} aria-hidden />}
              onClick={() => setSaving(true)}
            >
              {t('customers.views.save')}
            </Button>
          )}
          {open && <ViewMenu view={open} changed={changed} search={search} />}
        </span>
      )}
      {saving && (
        <Suspense>
          <SaveViewDialog search={search} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </div>
  )
}

function isNarrowed({ view: _, ...search }: CustomersSearch): boolean {
  return Object.values(search).some((value) => value !== undefined)
}

type ViewMenuProps = { view: CustomerView; changed: boolean; search: CustomersSearch }

function ViewMenu({ view, changed, search }: ViewMenuProps) {
  const i18n = useI18n()
  const { t } = i18n
  const refresh = () => queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey })
  const change = useMutation({
    mutationFn: (body: ChangeView) => api.patch<CustomerView>(`/views/${view.viewId}`, body),
    onSuccess: () => {
      toast.good(t('console.saved'))
      return refresh()
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  const remove = useMutation({
    mutationFn: () => api.delete(`/views/${view.viewId}`),
    onSuccess: async () => {
      await refresh()
      const { name, shared, isDefault, query, columns } = view
      const back = () => api.post('/views', { name, shared, isDefault, query, columns }).then(refresh)
      toast.undo(t('customers.views.removed', { name }), t('console.undo'), () => void back())
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <Menu position="bottom-end" shadow="md" width={260}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('customers.views.menu', { name: view.name })}>
          <IconDots size={17} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {view.mine && changed && (
          <Menu.Item
            leftSection={<IconBookmarkPlus size={16} stroke={1.7} aria-hidden />}
            onClick={() => change.mutate(viewOfSearch(search))}
          >
            {t('customers.views.update')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconHome size={16} stroke={1.7} aria-hidden />}
          onClick={() => change.mutate({ isDefault: !view.isDefault })}
        >
          {t(view.isDefault ? 'customers.views.not_default' : 'customers.views.make_default')}
        </Menu.Item>
        {view.mine && (
          <>
            <Menu.Item
              leftSection={<IconShare size={16} stroke={1.7} aria-hidden />}
              onClick={() => change.mutate({ shared: !view.shared })}
            >
              {t(view.shared ? 'customers.views.unshare' : 'customers.views.share')}
            </Menu.Item>
            <Menu.Item
              color="brick"
              leftSection={<IconTrash size={16} stroke={1.7} aria-hidden />}
              onClick={() => remove.mutate()}
            >
              {t('customers.views.remove')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
