import { convert } from 'html-to-text'
import { isSafeTarget, readTarget } from './link-target.ts'
import { type Parsed, parseLiquid } from './liquid.ts'
import { dictionaryOf } from './pack.ts'

/** A message read once, to be filled for many people; without `text` where that can only be told from what was filled. */
export type Form = { subject: Parsed; html: Parsed; text: Parsed | undefined; dictionary: Buffer }

const forms = new Map<string, Form>()
const keptForms = 100

/** Throws when the Liquid of it is broken. */
export function readForm(subject: string, html: string): Form {
  const key = `${subject}\0${html}`
  const known = forms.get(key)
  if (known) return known
  const form = {
    subject: parseLiquid(subject, 'text'),
    html: parseLiquid(html, 'html'),
    text: readText(html),
    dictionary: dictionaryOf(html),
  }
  if (forms.size >= keptForms) forms.delete(forms.keys().next().value ?? '')
  forms.set(key, form)
  return form
}

const active = /<(?:script|iframe|object|embed|form|base|input|button)\b|\son[a-z]+\s*=|http-equiv\s*=\s*["']?refresh/i

/** Nothing that runs or loads pages has a place in a message; mail programs drop it anyway. */
export function withoutActive(html: string): string {
  if (!active.test(html)) return html
  return html
    .replace(/<(script|iframe|object|embed|form|base)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
    .replace(/<(script|iframe|object|embed|form|base|input|button)\b[^>]*>/gi, '')
    .replace(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
    .replace(/<meta[^>]+http-equiv\s*=\s*["']?refresh[^>]*>/gi, '')
}

function readText(html: string): Parsed | undefined {
  const text = textOf(withoutActive(html))
  try {
    return text === undefined ? undefined : parseLiquid(text, 'letter')
  } catch {
    // What reads well as HTML need not as text; then it is told from what was filled.
    return undefined
  }
}

const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g
const cover = /\uE000(\d+)\uE001/g

/**
 * The plain text of it, Liquid still in it: while HTML is read, numbers between private signs stand for the Liquid. Undefined where a
 * condition or a repetition begins or ends in what is no text, such as a comment.
 */
function textOf(html: string): string | undefined {
  const hidden: string[] = []
  const hide = (code: string): string => {
    const place = hidden.indexOf(code)
    return `\uE000${place < 0 ? hidden.push(code) - 1 : place}\uE001`
  }
  const show = (text: string): string => text.replace(cover, (_, place) => hidden[Number(place)] ?? '')
  const covered = html
    .replace(liquid, hide)
    .replace(/(<a\b[^>]*?\shref=)(?:"([^"]*)"|'([^']*)')/gi, (_, before: string, one = '', other = '') => {
      const target = readTarget(one || other)
      if (!target.includes('\uE000')) return `${before}"${isSafeTarget(target) ? one || other : '#'}"`
      // Only the person's values tell where it leads.
      return `${before}"${hide(`{% capture link_target %}${show(target)}{% endcapture %}{{ link_target | link_target }}`)}"`
    })
  const text = plainText(covered)
  const steps = (where: string): number =>
    [...where.matchAll(cover)].filter(([, place]) => hidden[Number(place)]?.startsWith('{%')).length
  return steps(text) < steps(covered) ? undefined : show(text)
}

/** What can be read of HTML without pictures; its lines are as long as they are. */
export const plainText = (html: string): string =>
  convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  })
