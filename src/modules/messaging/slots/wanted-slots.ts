import type { MessageVariant } from '#contract/message-blocks'
import { recommendedSlots } from '#contract/messaging-words'

/** What a message needs to know beyond the person and its data. */
export type WantedSlots = {
  products: (typeof recommendedSlots)[number][]
  cart: boolean
  points: boolean
  /** ids of rewards */
  vouchers: string[]
  /** ids of surveys */
  surveys: string[]
}

const nothing: WantedSlots = { products: [], cart: false, points: false, vouchers: [], surveys: [] }
const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g
const voucher = /\bvoucher(?:\.([\w-]+)|\s*\[\s*(?:"([^"]*)"|'([^']*)')\s*\])/g
const survey = /\bsurvey\s*\[\s*["']([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})["']\s*\]/g

/** Read from what is written in all languages: blocks, code and plain texts name the same things. */
export function wantedSlots(variants: Partial<Record<string, MessageVariant>>): WantedSlots {
  const wanted: WantedSlots = structuredClone(nothing)
  for (const variant of Object.values(variants)) {
    if (!variant) continue
    const { body, subject, preheader, sms, push, webhook } = variant
    const blocks = body?.kind === 'blocks' ? body.blocks : []
    for (const block of blocks) {
      if (block.kind === 'products') wanted.products.push(block.show)
      if (block.kind === 'cart') wanted.cart = true
      if (block.kind === 'points') wanted.points = true
      if (block.kind === 'voucher' && block.rewardId !== '') wanted.vouchers.push(block.rewardId)
      if (block.kind === 'survey' && block.surveyId !== '') wanted.surveys.push(block.surveyId)
    }
    const texts = [subject, preheader, sms, push?.title, push?.text, push?.url, webhook]
    const words = blocks.flatMap((block) => Object.values(block)).filter((value) => typeof value === 'string')
    readLiquid([...texts, ...words, body?.kind === 'mjml' ? body.mjml : ''].join('\n'), wanted)
  }
  const { products, vouchers, surveys } = wanted
  return {
    ...wanted,
    products: [...new Set(products)],
    vouchers: [...new Set(vouchers)],
    surveys: [...new Set(surveys)],
  }
}

function readLiquid(text: string, wanted: WantedSlots): void {
  const code = (text.match(liquid) ?? []).join('\n')
  if (code === '') return
  for (const show of recommendedSlots) if (code.includes(`products.${show}`)) wanted.products.push(show)
  if (/(?<![.\w])cart\b/.test(code)) wanted.cart = true
  if (/(?<![.\w])points\b/.test(code)) wanted.points = true
  for (const [, plain, double, single] of code.matchAll(voucher)) wanted.vouchers.push(plain ?? double ?? single ?? '')
  for (const [, id = ''] of code.matchAll(survey)) wanted.surveys.push(id)
}
