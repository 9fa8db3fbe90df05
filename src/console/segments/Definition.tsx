import type { Condition } from '#contract/segments'
import { leafText, type Say } from './say.ts'
import classes from './segments.module.css'

/** A definition to read: one line a condition, groups inside groups; whatever the API made can be read. */
export function Definition({ say, definition }: { say: Say; definition: Condition }) {
  const { t } = say
  if (!('of' in definition))
    return (
      <p className={classes.told}>
        <b>{t('segments.everyone')}</b> <span dir="auto">{leafText(say, definition)}</span>
      </p>
    )
  return (
    <div className={classes.told}>
      <p>
        <b>{t('segments.everyone')}</b> {groupWords(say, definition)}
      </p>
      <Parts say={say} condition={definition} />
    </div>
  )
}

type Group = Extract<Condition, { of: unknown }>

const partsOf = (condition: Group): Condition[] => (condition.kind === 'not' ? [condition.of] : condition.of)

function groupWords({ t }: Say, { kind }: Group): string {
  return t(`segments.group.${kind === 'not' ? 'none' : kind}`)
}

function Parts({ say, condition }: { say: Say; condition: Group }) {
  return (
    <ul>
      {partsOf(condition).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing here has an identity or changes.
        <li key={at}>
          {'of' in part ? (
            <>
              {groupWords(say, part)}
              <Parts say={say} condition={part} />
            </>
          ) : (
            <span dir="auto">{leafText(say, part)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** The same on one line. */
export function conditionText(say: Say, condition: Condition): string {
  if (!('of' in condition)) return leafText(say, condition)
  const joint = say.t(condition.kind === 'all' ? 'segments.and' : 'segments.or')
  return `${groupWords(say, condition)} (${partsOf(condition)
    .map((part) => conditionText(say, part))
    .join(joint)})`
}
