import { IconHelpCircle } from '@tabler/icons-react'
import { type ComponentProps, lazy, Suspense, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { classNames } from './class-names.ts'
import classes from './HelpHint.module.css'

const HelpPopover = lazy(() => import('./HelpPopover.tsx'))

export type HelpHintProps = { hint: string; about: string }

/** A question mark that opens the definition `hint` (a message key) of what stands before it. */
export function HelpHint(props: HelpHintProps) {
  // What floats is fetched when somebody asks for the first time: the first page does without.
  const [asked, setAsked] = useState(false)
  const mark = <HelpMark about={props.about} aria-haspopup="dialog" onClick={() => setAsked(true)} />
  return asked ? (
    <Suspense fallback={mark}>
      <HelpPopover {...props} />
    </Suspense>
  ) : (
    mark
  )
}

export function HelpMark({ about, className, ...button }: { about: string } & ComponentProps<'button'>) {
  const { t } = useI18n()
  return (
    <button
      type="button"
      className={classNames(classes.button, className)}
      aria-label={t('console.help_about', { about })}
      {...button}
    >
      <IconHelpCircle size={15} stroke={1.7} aria-hidden />
    </button>
  )
}
