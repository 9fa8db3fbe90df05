import type { MessageBlock } from '#contract/messaging'

type Kinds = 'products' | 'cart' | 'points' | 'voucher' | 'entries'
export type DataBlock = Extract<MessageBlock, { kind: Kinds }>

/** How the text around is written, in the style of the variant's language. */
type Style = { words: (text: string) => string; side: 'left' | 'right' }

/** MJML of a block that lives on what is known of the person; Liquid goes through it when their message is written. */
export function dataBlock(block: DataBlock, style: Style): string {
  switch (block.kind) {
    case 'products':
      return text(rows(`products.${block.show}`, block.limit, style))
    case 'cart':
      return text(rows('cart', block.limit, style))
    case 'points':
      return either('points', block, style)
    case 'voucher': {
      const own = `voucher["${block.rewardId.replace(/["{}%]/g, '')}"]`
      const code = `<div style="margin:10px 0;padding:14px;border:1px dashed #b8b2a4;border-radius:8px;text-align:center;font-size:20px;font-weight:700;letter-spacing:1px" dir="ltr">{{ ${own}.code }}</div>`
      return either(own, block, style, code)
    }
    case 'entries':
      return text(entries(block.limit, style))
  }
}

const text = (html: string): string => `<mj-text>${html}</mj-text>`

function either(
  name: string,
  { text: said, otherwise }: { text: string; otherwise: string },
  { words }: Style,
  more = '',
): string {
  const none = otherwise === '' ? '' : `{% else %}${words(otherwise)}`
  return text(`{% if ${name} %}${words(said)}${more}${none}{% endif %}`)
}

function rows(list: string, limit: number, style: Style): string {
  return `{% for product in ${list} limit: ${limit} %}${pictured(
    'product.image',
    'product.url',
    '{{ product.name }}',
    `<strong>${linked('product.url', '{{ product.name }}')}</strong>{% if product.quantity %} × {{ product.quantity }}{% endif %}{% if product.price %}<br /><span style="color:#65635c" dir="auto">{{ product.price }}</span>{% endif %}`,
    style,
  )}{% endfor %}`
}

function entries(limit: number, style: Style): string {
  return `{% for entry in data.entries limit: ${limit} %}${pictured(
    'entry.image',
    'entry.url',
    '{{ entry.title }}',
    `<strong>${linked('entry.url', '{{ entry.title }}')}</strong>{% if entry.text %}<br />{{ entry.text }}{% endif %}`,
    style,
  )}{% endfor %}`
}

const linked = (url: string, said: string): string =>
  `{% if ${url} %}<a href="{{ ${url} }}" style="color:inherit">${said}</a>{% else %}${said}{% endif %}`

/** A picture with what is said of it beside it; mail programs know tables best. */
function pictured(image: string, url: string, alt: string, said: string, { side }: Style): string {
  const picture = `<img src="{{ ${image} }}" alt="${alt}" width="88" style="display:block;border:0;border-radius:8px;width:88px" />`
  // The name beside it is the same link: a plain text needs it once.
  const shown = `{% if ${url} %}<a class="picture" href="{{ ${url} }}">${picture}</a>{% else %}${picture}{% endif %}`
  const gap = side === 'left' ? '0 14px 0 0' : '0 0 0 14px'
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 14px"><tr>{% if ${image} %}<td width="102" valign="top" style="padding:${gap}">${shown}</td>{% endif %}<td valign="middle" dir="auto" align="${side}">${said}</td></tr></table>`
}
