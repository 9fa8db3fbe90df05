import { Popover } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './HelpHint.module.css'

/** A question mark that opens the definition `hint` (a message key) of what stands before it. */
export function HelpHint({ hint, about }: { hint: string; about: string }) {
  const { t } = useI18n()
  return (
    <Popover width={300} position="bottom" shadow="md" withArrow>
      <Popover.Target>
        <button type="button" className={classes.button} aria-label={t('console.help_about', { about })}>
          <IconHelpCircle size={15} stroke={1.7} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={about}>
        <p className={classes.text}>{t(hint)}</p>
      </Popover.Dropdown>
    </Popover>
  )
}
