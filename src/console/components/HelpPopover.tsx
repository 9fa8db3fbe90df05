import { Popover } from '@mantine/core'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './HelpHint.module.css'
import { type HelpHintProps, HelpMark } from './HelpHint.tsx'
import { useOpenedAtOnce } from './use-opened-at-once.ts'

export default function HelpPopover({ hint, about }: HelpHintProps) {
  const { t } = useI18n()
  const { target, opened, setOpened } = useOpenedAtOnce()
  return (
    <Popover opened={opened} onChange={setOpened} width={300} position="bottom" shadow="md" withArrow>
      <Popover.Target>
        <HelpMark ref={target} about={about} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown aria-label={about}>
        <p className={classes.text}>{t(hint)}</p>
      </Popover.Dropdown>
    </Popover>
  )
}
