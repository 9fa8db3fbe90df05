import type { MessageVariant } from '#contract/message-blocks'
import { translatorFor } from '#i18n'
import type { Locale } from '#platform/i18n'
import type { MessagingDeps } from './messaging-deps.ts'
import { readLook } from './outbox/prepare-message.ts'
import { composeMjml } from './rendering/compose-mjml.ts'

const opening = /^<mj(?:ml|-(?:head|attributes|body|section|column))\b/
const closing = /^<\/mj(?:ml|-(?:head|attributes|body|section|column))\b/

/** What the blocks of a language are as MJML, head and foot of the brand with it, laid out for reading. */
export async function codeOf(
  deps: MessagingDeps,
  workspaceId: string,
  locale: Locale,
  variant: MessageVariant,
): Promise<string> {
  const look = await readLook(deps, workspaceId)
  const t = translatorFor(locale, 'messaging')
  const mjml = composeMjml(variant, { locale, look, t, isPromotional: true })
  if (variant.body?.kind === 'mjml') return mjml
  let depth = 0
  const lines = mjml
    .replace(/(?=<table|<td|\{% endfor %\})/g, '\n')
    .split(/\n|(?=<\/?mj)/)
    .filter((line) => line.trim() !== '')
  const laid: string[] = []
  for (const line of lines) {
    // The end of a text belongs to it.
    if (/^<\/mj-(?:text|button|preview)/.test(line)) {
      laid.push(`${laid.pop() ?? ''}${line.trimEnd()}`)
      continue
    }
    if (closing.test(line)) depth--
    laid.push(`${'  '.repeat(Math.max(0, depth))}${line.trimEnd()}`)
    if (opening.test(line)) depth++
  }
  return `${laid.join('\n')}\n`
}
