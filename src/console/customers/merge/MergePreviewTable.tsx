import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { TraitDefinition } from '#contract/customer-edits'
import type { MergePreview, MergeSide } from '#contract/merges'
import { RhythmStrip } from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { knownWord } from '../CustomerFacts.tsx'
import { customerName } from '../customer-name.ts'
import { traitText } from '../list/trait-text.ts'
import { traitName } from '../list/trait-words.ts'
import { traitDefinitionsQuery } from '../list/traits-query.ts'
import classes from './merge.module.css'

type Line = { key: string; label: string; from: ReactNode; into: ReactNode; result: ReactNode }

const nothing = '–'
const ownFields = new Set(['name', 'email', 'phone', 'tags'])

/** Who is joined, who stays, and who they will be, line by line. */
export function MergePreviewTable({ preview }: { preview: MergePreview }) {
  const i18n = useI18n()
  const { t } = i18n
  const { from, into } = preview
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions ?? []
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
          {linesOf(preview, definitions, i18n).map((line) => (
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

function linesOf(preview: MergePreview, definitions: readonly TraitDefinition[], i18n: I18n): Line[] {
  const { from, into, result, traits, currency } = preview
  const { t, number, money, day } = i18n
  const word = (value: string | null) => (value === null ? nothing : <bdi>{value}</bdi>)
  const line = (key: string, a: ReactNode, b: ReactNode, c: ReactNode): Line => ({
    key,
    label: t(`merges.line.${key}`),
    from: a,
    into: b,
    result: c,
  })
  const list = (tags: string[]) => (tags.length === 0 ? nothing : <bdi>{i18n.list(tags)}</bdi>)
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
    line('name', word(customerName(from)), word(customerName(into)), word(result.name ?? result.email)),
    line('email', word(from.email), word(into.email), word(result.email)),
    line('phone', word(from.phone), word(into.phone), word(result.phone)),
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
      .map((one) => {
        const definition = definitions.find(({ trait }) => trait === one.trait)
        const text = (value: unknown) => traitText(value, definition?.kind, i18n)
        return {
          key: `trait ${one.trait}`,
          label: traitName(t, one.trait, definitions),
          from: <Value text={text(one.from)} stays={one.stays !== 'into'} />,
          into: <Value text={text(one.into)} stays={one.stays !== 'from'} />,
          result: <bdi key="v">{text(one.stays === 'from' ? one.from : one.into)}</bdi>,
        }
      }),
  ]
}

/** What gives way is pale, and struck through for who cannot see that. */
function Value({ text, stays }: { text: string; stays: boolean }) {
  return stays || text === nothing ? <bdi>{text}</bdi> : <s className={classes.gone}>{text}</s>
}
