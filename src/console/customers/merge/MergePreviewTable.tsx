import type { ReactNode } from 'react'
import type { MergePreview, MergeSide } from '#contract/merges'
import { RhythmStrip } from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { knownWord } from '../CustomerFacts.tsx'
import { customerName } from '../customer-name.ts'
import { readableValue } from '../readable-value.ts'
import classes from './merge.module.css'

type Line = { key: string; label: string; from: ReactNode; into: ReactNode; result: ReactNode }

const nothing = '–'
const ownFields = new Set(['name', 'email', 'phone', 'tags'])

/** Who is joined, who stays, and who they will be, line by line. */
export function MergePreviewTable({ preview }: { preview: MergePreview }) {
  const i18n = useI18n()
  const { t } = i18n
  const { from, into } = preview
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={t('merges.preview')}>
      <table className={classes.preview}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('merges.from')}</th>
            <th scope="col">{t('merges.into')}</th>
            <th scope="col" className={classes.result}>
              {t('merges.result')}
            </th>
          </tr>
        </thead>
        <tbody>
          {linesOf(preview, i18n).map((line) => (
            <tr key={line.key}>
              <th scope="row">{line.label}</th>
              <td>{line.from}</td>
              <td>{line.into}</td>
              <td className={classes.result}>{line.result}</td>
            </tr>
          ))}
          {[from, into].some((side) => side.recentVisits.length > 1) && (
            <tr>
              <th scope="row">{t('merges.line.rhythm')}</th>
              {[from, into].map((side) => (
                <td key={side.customerId}>
                  <Rhythm side={side} />
                </td>
              ))}
              <td className={classes.result} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

function Rhythm({ side }: { side: MergeSide }) {
  if (side.recentVisits.length === 0) return nothing
  return <RhythmStrip visits={side.recentVisits} until={side.lastVisitOn ?? ''} usualGapDays={null} />
}

function linesOf({ from, into, result, traits, currency }: MergePreview, i18n: I18n): Line[] {
  const { t, number, money, day } = i18n
  const text = (value: string | null) => (value === null ? nothing : <bdi>{value}</bdi>)
  const line = (key: string, a: ReactNode, b: ReactNode, c: ReactNode): Line => ({
    key,
    label: t(`merges.line.${key}`),
    from: a,
    into: b,
    result: c,
  })
  const list = (tags: string[]) => (tags.length === 0 ? nothing : <bdi>{tags.join(', ')}</bdi>)
  const visits = (side: MergeSide) => (side.firstVisitOn === null ? nothing : day(side.firstVisitOn))
  const identities = (side: MergeSide) => (
    <ul className={classes.identities}>
      {side.identities.slice(0, 6).map(({ kind, value }) => (
        <li key={`${kind}${value}`}>
          <span>{knownWord(t, `customers.identity.${kind}`, kind)}</span> <bdi>{value}</bdi>
        </li>
      ))}
    </ul>
  )
  const first = [from.firstVisitOn, into.firstVisitOn].filter((on) => on !== null).sort()[0]
  return [
    line('name', text(customerName(from)), text(customerName(into)), text(result.name ?? result.email)),
    line('email', text(from.email), text(into.email), text(result.email)),
    line('phone', text(from.phone), text(into.phone), text(result.phone)),
    line('orders', number(from.orders), number(into.orders), <b key="o">{number(result.orders)}</b>),
    line(
      'revenue',
      money(from.revenueMinor, currency, 'whole'),
      money(into.revenueMinor, currency, 'whole'),
      <b key="r">{money(result.revenueMinor, currency, 'whole')}</b>,
    ),
    line('first_visit', visits(from), visits(into), first === undefined ? nothing : day(first)),
    line('events', number(from.events), number(into.events), number(from.events + into.events)),
    line('tags', list(from.tags), list(into.tags), list(result.tags)),
    line('identities', identities(from), identities(into), t('merges.all_of_them')),
    ...traits
      .filter(({ trait, from: a, into: b }) => !ownFields.has(trait) && (a !== null || b !== null))
      .map((one) => ({
        key: `trait ${one.trait}`,
        label: one.trait,
        from: <Value value={one.from} stays={one.stays !== 'into'} />,
        into: <Value value={one.into} stays={one.stays !== 'from'} />,
        result: <bdi key="v">{readableValue(one.stays === 'from' ? one.from : one.into)}</bdi>,
      })),
  ]
}

/** What gives way is pale, and struck through for who cannot see that. */
function Value({ value, stays }: { value: unknown; stays: boolean }) {
  if (value === null || value === undefined) return nothing
  return stays ? <bdi>{readableValue(value)}</bdi> : <s className={classes.gone}>{readableValue(value)}</s>
}
