import { ActionIcon } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import classes from './care.module.css'

type IconButtonProps = { icon: TablerIcon; label: string; onClick: () => void; pressed?: boolean }

/** A small quiet button that only shows an icon. */
export function IconButton({ icon: Icon, label, onClick, pressed }: IconButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color={pressed ? 'evergreen' : 'gray'}
      size={30}
      className={pressed ? '' : (classes.tool ?? '')}
      onClick={onClick}
      aria-label={label}
      title={label}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
    >
      <Icon size={16} stroke={1.7} aria-hidden />
    </ActionIcon>
  )
}
