import type { Scope } from '#contract/permissions'

/** Shown to those whose role may do `scope`; without one to everybody. */
type SettingsPage = { to: string; label: string; scope?: Scope }
type SettingsGroup = { label: string; pages: readonly SettingsPage[] }

/** Every page of the settings in its order: the list beside them and the finder read it. Labels are message keys. */
export const settingsGroups = [
  {
    label: 'settings.groups.you',
    pages: [
      { to: '/settings/account', label: 'settings.views.account' },
      { to: '/settings/language', label: 'settings.views.language' },
      { to: '/settings/workspaces', label: 'settings.views.workspaces' },
    ],
  },
  {
    label: 'settings.groups.business',
    pages: [
      { to: '/settings', label: 'settings.views.workspace' },
      { to: '/settings/brand', label: 'settings.views.brand' },
      { to: '/settings/channels', label: 'settings.views.channels', scope: 'messages:read' },
      { to: '/settings/people', label: 'settings.views.people', scope: 'people:read' },
      { to: '/settings/roles', label: 'settings.views.roles' },
    ],
  },
  {
    label: 'settings.groups.data',
    pages: [
      { to: '/settings/api-keys', label: 'settings.views.api_keys', scope: 'api-keys:read' },
      { to: '/settings/traits', label: 'settings.views.traits', scope: 'customers:write' },
      { to: '/settings/global-control', label: 'settings.views.global_control', scope: 'experiments:read' },
      { to: '/settings/privacy', label: 'settings.views.privacy', scope: 'privacy:read' },
      { to: '/settings/dead-letters', label: 'settings.views.dead_letters', scope: 'events:read' },
    ],
  },
  {
    label: 'settings.groups.house',
    pages: [
      { to: '/settings/audit', label: 'settings.views.audit', scope: 'audit:read' },
      { to: '/settings/about', label: 'settings.views.about' },
    ],
  },
] as const satisfies readonly SettingsGroup[]
