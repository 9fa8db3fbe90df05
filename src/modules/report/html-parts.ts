import { html, raw } from 'hono/html'
import { type Box, type Scene, toSvg } from '#charts'
import type { Words } from './words.ts'

/** hono's `html` answers a promise only when given one, and nothing here does. */
export type Markup = ReturnType<typeof html>

type ChartOptions = {
  id: string
  summary: string
  /** heights on paper and on a phone */
  wide: number
  narrow: number
  /** a drawing that scrolls on a phone rather than shrink below this */
  least?: number
  draw: (box: Box) => Scene
}

const wideWidth = 880
const narrowWidth = 340

/** The same drawing twice: words in a scaled-down picture could not be read on a phone. */
export function chart(
  { id, summary, wide, narrow, least = narrowWidth, draw }: ChartOptions,
  { direction }: Words,
): Markup {
  const large = toSvg(draw({ width: Math.max(wideWidth, least), height: wide, direction }), `${id}-w`, summary, 'wide')
  const small = toSvg(
    draw({ width: Math.max(narrowWidth, least), height: narrow, direction }),
    `${id}-n`,
    summary,
    'narrow',
  )
  const drawings = html`${raw(large)}${raw(small)}`
  // What scrolls must be reachable by keyboard.
  if (least <= narrowWidth) return html`<figure>${drawings}</figure>`
  return html`<figure class="keep" tabindex="0" aria-label="${summary}">${drawings}</figure>`
}

export type Table = { heads: string[]; rows: string[][] }

/** The figures of a chart, folded away. */
export function table({ heads, rows }: Table, { t }: Words): Markup {
  return html`<details><summary>${t('report.table')}</summary><div class="scroll" tabindex="0" role="group" aria-label="${t('report.table')}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody>
</table></div></details>`
}

export function legend(items: { tone: string; text: string }[]): Markup {
  return html`<div class="legend">${items.map((item) => html`<span><i class="tone-${item.tone}"></i>${item.text}</span>`)}</div>`
}

export type Definition = { term: string; text: string }

type SectionOptions = { id: string; title: string; lead?: string | undefined; define: string | Definition[] }

/** A card: what it is about, the one sentence to remember, the definition, and then what shows it. */
export function section({ id, title, lead, define }: SectionOptions, ...content: unknown[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}
${typeof define === 'string' ? html`<p class="define">${define}</p>` : define.map(({ term, text }) => html`<p class="define"><b>${term}.</b> ${text}</p>`)}
${content}</section>
`
}
