import {
  IconChartAreaLine,
  IconFileImport,
  IconSettings,
  IconSun,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react'

export type NavigationEntry = {
  to: '/' | '/customers' | '/insights' | '/imports' | '/settings'
  label: string
  icon: TablerIcon
  key: string
}

/** The pages of the navigation, in its order. `key` opens the page after `g`: g t, g c… */
export const navigation: readonly NavigationEntry[] = [
  { to: '/', label: 'console.nav.today', icon: IconSun, key: 't' },
  { to: '/customers', label: 'console.nav.customers', icon: IconUsers, key: 'c' },
  { to: '/insights', label: 'console.nav.insights', icon: IconChartAreaLine, key: 'i' },
  { to: '/imports', label: 'console.nav.imports', icon: IconFileImport, key: 'm' },
  { to: '/settings', label: 'console.nav.settings', icon: IconSettings, key: 's' },
]
