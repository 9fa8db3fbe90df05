import type { ReactNode } from 'react'
import classes from './Form.module.css'

type FormProps = { onSubmit: () => void; children: ReactNode; className?: string | undefined }

/** Fields under each other; Enter sends them. */
export function Form({ onSubmit, children, className = '' }: FormProps) {
  return (
    <form
      className={`${classes.form} ${className}`}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
    </form>
  )
}

/** Two fields that belong side by side; on a narrow phone under each other. */
export function FieldPair({ children }: { children: ReactNode }) {
  return <div className={classes.pair}>{children}</div>
}

/** Fields or choices under one heading of their own. */
export function FieldGroup({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend>{legend}</legend>
      {children}
    </fieldset>
  )
}
