import { Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconCheck,
  IconDeviceLaptop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react'
import { useSession } from '../api/session.ts'
import { useOpenedAtOnce } from '../components/use-opened-at-once.ts'
import { chooseLocale } from '../i18n/choose-locale.ts'
import { languages } from '../i18n/languages.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { signOut } from './sign-out.ts'
import { switchWorkspace } from './switch-workspace.ts'
import { UserButton, type UserMenuProps } from './UserMenu.tsx'

const schemes: { scheme: 'light' | 'dark' | 'auto'; icon: TablerIcon }[] = [
  { scheme: 'light', icon: IconSun },
  { scheme: 'dark', icon: IconMoon },
  { scheme: 'auto', icon: IconDeviceLaptop },
]

export default function UserMenuOpened({ compact = false, onShortcuts }: UserMenuProps) {
  const { t, locale } = useI18n()
  const { workspace, workspaces } = useSession()
  const { target, opened, setOpened } = useOpenedAtOnce()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position={compact ? 'bottom-end' : 'top-start'}
      width={230}
      withinPortal={false}
      floatingStrategy="fixed"
      withInitialFocusPlaceholder={false}
      shadow="md"
    >
      <Menu.Target>
        <UserButton ref={target} compact={compact} />
      </Menu.Target>
      <Menu.Dropdown>
        {workspaces.length > 1 && (
          <>
            <Menu.Label>{t('console.menu.workspaces')}</Menu.Label>
            {workspaces.map(({ workspaceId, name }) => (
              <Menu.Item
                key={workspaceId}
                onClick={() => workspaceId !== workspace.workspaceId && void switchWorkspace(workspaceId)}
                rightSection={
                  workspaceId === workspace.workspaceId && <IconCheck size={15} aria-label={t('console.menu.chosen')} />
                }
              >
                <bdi>{name}</bdi>
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
        <Menu.Label>{t('console.menu.language')}</Menu.Label>
        {languages.map((language) => (
          <Menu.Item
            key={language.locale}
            lang={language.locale}
            onClick={() => void chooseLocale(language.locale)}
            rightSection={language.locale === locale && <IconCheck size={15} aria-label={t('console.menu.chosen')} />}
          >
            {language.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('console.menu.look')}</Menu.Label>
        {schemes.map(({ scheme, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} stroke={1.7} aria-hidden />}
            onClick={() => setColorScheme(scheme)}
            rightSection={scheme === colorScheme && <IconCheck size={15} aria-label={t('console.menu.chosen')} />}
          >
            {t(`console.menu.scheme_${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.7} aria-hidden />} onClick={onShortcuts}>
          {t('console.shortcuts.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} aria-hidden />} onClick={() => void signOut()}>
          {t('console.menu.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
