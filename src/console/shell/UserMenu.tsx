import { IconChevronUp } from '@tabler/icons-react'
import { type ComponentProps, lazy, Suspense, useState } from 'react'
import { useSession } from '../api/session.ts'
import { Avatar } from '../components/Avatar.tsx'
import { classNames } from '../components/class-names.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './UserMenu.module.css'

const UserMenuOpened = lazy(() => import('./UserMenuOpened.tsx'))

export type UserMenuProps = { compact?: boolean; onShortcuts: () => void }

/** Who is signed in, and what they may set for themselves: language, light or dark. */
export function UserMenu(props: UserMenuProps) {
  const [asked, setAsked] = useState(false)
  const button = (
    <UserButton
      compact={props.compact ?? false}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setAsked(true)}
    />
  )
  return asked ? (
    <Suspense fallback={button}>
      <UserMenuOpened {...props} />
    </Suspense>
  ) : (
    button
  )
}

export function UserButton({ compact, className, ...button }: { compact: boolean } & ComponentProps<'button'>) {
  const { t } = useI18n()
  const { person, workspace } = useSession()
  return (
    <button type="button" className={classNames(compact ? classes.compact : classes.target, className)} {...button}>
      <Avatar name={person.name} size={compact ? 32 : 30} />
      {compact && <span className={classes.hidden}>{t('console.menu.label', { name: person.name })}</span>}
      {!compact && (
        <>
          <span className={classes.names}>
            <b>
              <bdi>{workspace.name}</bdi>
            </b>
            <span>
              <bdi>{person.name}</bdi>
            </span>
          </span>
          <IconChevronUp size={15} aria-hidden />
        </>
      )}
    </button>
  )
}
