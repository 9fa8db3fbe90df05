import type { ImportPreview } from '#contract/imports'
import classes from './imports.module.css'

/** Sentences about a file that a person should have read before they go on. */
export function Notes({ notes }: { notes: ImportPreview['warnings'] }) {
  return notes.map(({ reason, message }) => (
    <p key={reason} className={classes.note}>
      {message}
    </p>
  ))
}
