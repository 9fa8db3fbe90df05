import type { MessageBlock } from '#contract/message-blocks'

type Kinds = 'products' | 'cart' | 'points' | 'voucher' | 'survey' | 'entries'
export type DataBlock = Extract<MessageBlock, { kind: Kinds }>

/** How the text around is written, in the style of the variant's language. */
type Style = { words: (text: string) => string; side: 'left' | 'right'; colour: string }

/** MJML of a block that lives on what is known of the person; Liquid goes through it when their message is written. */
export function dataBlock(block: DataBlock, style: Style): string {
  switch (block.kind) {
    case 'products':
      return text(each('product', `products.${block.show}`, block.limit, productRow(style)))
    case 'cart':
      return text(each('product', 'cart', block.limit, productRow(style)))
    case 'entries':
      return text(each('entry', 'data.entries', block.limit, entryRow(style)))
    case 'points':
      return either('points', block, style)
    case 'voucher': {
      const own = `voucher["${block.rewardId.replace(/["{}%]/g, '')}"]`
      const code = `<div style="margin:10px 0;padding:14px;border:1px dashed #b8b2a4;border-radius:8px;text-align:center;font-size:20px;font-weight:700;letter-spacing:1px" dir="ltr">${out(`${own}.code`)}</div>`
      return either(own, block, style, code)
    }
    case 'survey': {
      const own = `survey["${block.surveyId}"]`
      return text(when(own, survey(own, style), style.words(block.otherwise)))
    }
  }
}

const text = (html: string): string => `<mj-text>${html}</mj-text>`

const out = (name: string): string => `{{ ${name} }}`
const when = (name: string, yes: string, no = ''): string =>
  `{% if ${name} %}${yes}${no === '' ? '' : `{% else %}${no}`}{% endif %}`
const each = (one: string, list: string, limit: number, html: string): string =>
  `{% for ${one} in ${list} limit: ${limit} %}${html}{% endfor %}`

function either(
  name: string,
  { text: said, otherwise }: { text: string; otherwise: string },
  { words }: Style,
  more = '',
): string {
  return text(when(name, `${words(said)}${more}`, words(otherwise)))
}

/** A scale in one row, that fits eleven answers on a phone; the options of a poll one below the other. */
function survey(own: string, { side, colour }: Style): string {
  const question = `<div style="font-size:19px;font-weight:650;line-height:1.4;margin:0 0 12px">${out(`${own}.question`)}</div>`
  const look = `display:block;border:1px solid ${colour};border-radius:8px;color:${colour};font-weight:600;text-decoration:none`
  const link = (style: string): string =>
    `<a href="${out('answer.url')}" style="${look};${style}">${out('answer.label')}</a>`
  const answers = (html: string): string => `{% for answer in ${own}.answers %}${html}{% endfor %}`
  const cell = `<td align="center" style="padding:0 1px">${link('padding:11px 0;text-align:center')}</td>`
  const table =
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed"><tr>'
  const end = side === 'left' ? 'right' : 'left'
  const ends = `${table}<td align="${side}" style="padding-top:4px;font-size:13px;color:#65635c">${out(`${own}.low`)}</td><td align="${end}" style="padding-top:4px;font-size:13px;color:#65635c">${out(`${own}.high`)}</td></tr></table>`
  const scale = `${table}${answers(cell)}</tr></table>${ends}`
  return `${question}${when(`${own}.is_list`, answers(link('padding:12px 16px;margin:0 0 8px')), scale)}`
}

function productRow(style: Style): string {
  const quantity = when('product.quantity', ` × ${out('product.quantity')}`)
  const price = `<br /><span style="color:#65635c" dir="auto">${out('product.price')}</span>`
  const name = `<strong>${linked('product.url', out('product.name'))}</strong>`
  return pictured('product', out('product.name'), `${name}${quantity}${when('product.price', price)}`, style)
}

function entryRow(style: Style): string {
  const title = `<strong>${linked('entry.url', out('entry.title'))}</strong>`
  const more = when('entry.text', `<br />${out('entry.text')}`)
  return pictured('entry', out('entry.title'), `${title}${more}`, style)
}

const linked = (url: string, said: string): string =>
  when(url, `<a href="${out(url)}" style="color:inherit">${said}</a>`, said)

/** A picture with what is said of it beside it; mail programs know tables best. */
function pictured(of: string, alt: string, said: string, { side }: Style): string {
  const [image, url] = [`${of}.image`, `${of}.url`]
  const picture = `<img src="${out(image)}" alt="${alt}" width="88" style="display:block;border:0;border-radius:8px;width:88px" />`
  // The name beside it is the same link: a plain text needs it once.
  const shown = when(url, `<a class="picture" href="${out(url)}">${picture}</a>`, picture)
  const gap = side === 'left' ? '0 14px 0 0' : '0 0 0 14px'
  const cell = `<td width="102" valign="top" style="padding:${gap}">${shown}</td>`
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 14px"><tr>${when(image, cell)}<td valign="middle" dir="auto" align="${side}">${said}</td></tr></table>`
}
