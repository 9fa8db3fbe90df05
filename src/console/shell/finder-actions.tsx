import { useMantineColorScheme } from '@mantine/core'
import {
  IconBuildingStore,
  IconChecklist,
  IconDownload,
  IconFileImport,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSettings,
} from '@tabler/icons-react'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { chooseLocale } from '../i18n/choose-locale.ts'
import { languages } from '../i18n/languages.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { insightsViews } from '../insights/views.ts'
import { settingsGroups } from '../settings/settings-pages.ts'
import { signOut } from './sign-out.ts'
import { switchWorkspace } from './switch-workspace.ts'
import { useNavigation } from './use-navigation.ts'

export type FinderAction = {
  id: string
  label: string
  description?: string
  icon: React.ReactNode
  run: () => void
  /** It may stand among the recent ones after a new start: its label tells of no customer. */
  isKept?: boolean
}

const look = { size: 18, stroke: 1.7, 'aria-hidden': true } as const

/** Every page of the navigation, of the reports and of the settings that the person may open. */
export function usePages(): FinderAction[] {
  const { t } = useI18n()
  const { role } = useSession()
  const router = useRouter()
  const go = (href: string) => () => void router.navigate({ href })
  const main = useNavigation()
    .flat()
    .map(({ to, label, icon: Icon }) => ({ id: to, label: t(label), icon: <Icon {...look} />, run: go(to) }))
  const insights = roleMay(role, 'metrics:read') ? insightsViews : []
  const reports = insights.map((view) => ({
    id: `/insights/${view}`,
    label: t(`insights.tab.${view}`),
    description: t('console.nav.insights'),
    icon: null,
    run: go(`/insights/${view}`),
  }))
  const settings = settingsGroups
    .flatMap(({ pages }) => [...pages])
    .filter((page) => !('scope' in page) || roleMay(role, page.scope))
    .map(({ to, label }) => ({
      id: to === '/settings' ? '/settings/business' : to,
      label: t(label),
      description: t('console.nav.settings'),
      icon: <IconSettings {...look} />,
      run: go(to),
    }))
  return [...main, ...reports, ...settings].map((page) => ({ ...page, isKept: true }))
}

export function useActions(onShortcuts: () => void): FinderAction[] {
  const { t, locale } = useI18n()
  const { role, workspace, workspaces } = useSession()
  const navigate = useNavigate()
  const { toggleColorScheme } = useMantineColorScheme()
  const actions: (FinderAction | false)[] = [
    roleMay(role, 'tasks:write') && {
      id: 'new-task',
      label: t('console.finder.new_task'),
      icon: <IconChecklist {...look} />,
      run: () => void navigate({ to: '/tasks', search: { task: 'new' } }),
    },
    roleMay(role, 'imports:write') && {
      id: 'import',
      label: t('console.finder.import'),
      icon: <IconFileImport {...look} />,
      run: () => void navigate({ to: '/imports' }),
    },
    roleMay(role, 'customers:export') && {
      id: 'export-late',
      label: t('console.finder.export_late'),
      icon: <IconDownload {...look} />,
      run: () => location.assign(apiAddress('/customers', { filter: 'late', sort: 'yearly', format: 'csv' })),
    },
    {
      id: 'color-scheme',
      label: t('console.finder.toggle_dark'),
      icon: <IconMoon {...look} />,
      run: toggleColorScheme,
    },
    ...languages
      .filter((language) => language.locale !== locale)
      .map((language) => ({
        id: `language-${language.locale}`,
        label: language.name,
        description: t('console.menu.language'),
        icon: <IconLanguage {...look} />,
        run: () => void chooseLocale(language.locale),
      })),
    ...workspaces
      .filter(({ workspaceId }) => workspaceId !== workspace.workspaceId)
      .map(({ workspaceId, name }) => ({
        id: `workspace-${workspaceId}`,
        label: t('console.finder.switch_workspace', { name }),
        icon: <IconBuildingStore {...look} />,
        run: () => void switchWorkspace(workspaceId),
      })),
    { id: 'shortcuts', label: t('console.shortcuts.title'), icon: <IconKeyboard {...look} />, run: onShortcuts },
    { id: 'sign-out', label: t('console.menu.sign_out'), icon: <IconLogout {...look} />, run: () => void signOut() },
  ]
  return actions.filter((action) => action !== false).map((action) => ({ ...action, isKept: action.id !== 'sign-out' }))
}
