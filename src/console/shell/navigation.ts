import {
  IconChartAreaLine,
  IconChecklist,
  IconFileImport,
  IconFlask2,
  IconGift,
  IconInbox,
  IconMail,
  IconMessageQuestion,
  IconPackage,
  IconProgress,
  IconRoute,
  IconSettings,
  IconSpeakerphone,
  IconSun,
  IconUsers,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Scope } from '#contract/permissions'

export type NavigationEntry = {
  to:
    | '/'
    | '/customers'
    | '/segments'
    | '/journeys'
    | '/campaigns'
    | '/messages'
    | '/loyalty'
    | '/surveys'
    | '/tasks'
    | '/inbox'
    | '/insights'
    | '/products'
    | '/experiments'
    | '/imports'
    | '/jobs'
    | '/settings'
  label: string
  icon: TablerIcon
  /** opens the page after `g`: g t, g c… */
  key: string
  /** Who may not do this does not see the entry. */
  scope?: Scope
  /** On a phone the entry stands in the bar; the others are behind "more". */
  inBar?: boolean
}

/** The pages of the navigation in their order. Groups stand a little apart: today's work, what is known, the house. */
export const navigationGroups: readonly (readonly NavigationEntry[])[] = [
  [
    { to: '/', label: 'console.nav.today', icon: IconSun, key: 't', inBar: true },
    { to: '/customers', label: 'console.nav.customers', icon: IconUsers, key: 'c', inBar: true },
    { to: '/segments', label: 'console.nav.segments', icon: IconUsersGroup, key: 'u', scope: 'segments:read' },
    { to: '/journeys', label: 'console.nav.journeys', icon: IconRoute, key: 'y', scope: 'journeys:read' },
    { to: '/campaigns', label: 'console.nav.campaigns', icon: IconSpeakerphone, key: 'k', scope: 'campaigns:read' },
    { to: '/messages', label: 'console.nav.messages', icon: IconMail, key: 'w', scope: 'messages:read' },
    { to: '/loyalty', label: 'console.nav.loyalty', icon: IconGift, key: 'l', scope: 'loyalty:read' },
    { to: '/surveys', label: 'console.nav.surveys', icon: IconMessageQuestion, key: 'f', scope: 'surveys:read' },
    { to: '/tasks', label: 'console.nav.tasks', icon: IconChecklist, key: 'a', inBar: true },
    { to: '/inbox', label: 'console.nav.inbox', icon: IconInbox, key: 'n', scope: 'inbox:read' },
  ],
  [
    {
      to: '/insights',
      label: 'console.nav.insights',
      icon: IconChartAreaLine,
      key: 'i',
      scope: 'metrics:read',
      inBar: true,
    },
    { to: '/experiments', label: 'console.nav.experiments', icon: IconFlask2, key: 'e', scope: 'experiments:read' },
  ],
  [
    { to: '/products', label: 'console.nav.products', icon: IconPackage, key: 'p', scope: 'recommendations:read' },
    { to: '/imports', label: 'console.nav.imports', icon: IconFileImport, key: 'm', scope: 'imports:read' },
    { to: '/jobs', label: 'console.nav.jobs', icon: IconProgress, key: 'j', scope: 'jobs:read' },
    { to: '/settings', label: 'console.nav.settings', icon: IconSettings, key: 's' },
  ],
]

export const navigation: readonly NavigationEntry[] = navigationGroups.flat()
