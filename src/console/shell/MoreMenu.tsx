import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useOpenedAtOnce } from '../components/use-opened-at-once.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './BottomBar.module.css'
import { MoreButton } from './BottomBar.tsx'
import type { NavigationEntry } from './navigation.ts'

export default function MoreMenu({ entries, isHere }: { entries: NavigationEntry[]; isHere: boolean }) {
  const { t } = useI18n()
  const { target, opened, setOpened } = useOpenedAtOnce()
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position="top-end"
      width={220}
      withinPortal={false}
      floatingStrategy="fixed"
      shadow="md"
    >
      <Menu.Target>
        <MoreButton ref={target} isHere={isHere} />
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ to, label, icon: Icon }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            className={classes.item ?? ''}
            leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
          >
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
