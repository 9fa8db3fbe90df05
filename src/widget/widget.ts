// Runs on the pages of shops: no dependencies, no cookies, nothing asked of anybody but the server it came from.
// Wrapped in a function when it is served (readBrowserScript), so nothing here is global.

type Wish = {
  kind?: string | undefined
  productId?: string | undefined
  category?: string | undefined
  limit?: string | number | undefined
  exclude?: string | undefined
  lang?: string | undefined
  theme?: string | undefined
  title?: string | undefined
  anonymousId?: string | undefined
}
type Shown = {
  productId: string
  name: string
  priceMinor: number | null
  currency: string | null
  imageUrl: string | null
  url: string | null
  reason: string
}
type Answer = { kind: string; lang: string; dir: string; title: string; products: Shown[] }

const script = document.currentScript as HTMLScriptElement | null
const home = script?.src ? new URL(script.src).origin : location.origin
const settings = script?.dataset ?? {}
let key = settings.writeKey ?? ''

const style = `
:host{display:block;--regulars-accent:#0b6e4f;--regulars-text:#23201c;--regulars-quiet:#655f57;--regulars-line:#e4dfd6;--regulars-card:#fff;font:inherit}
:host([data-theme=dark]){--regulars-accent:#5cc49d;--regulars-text:#f2eee7;--regulars-quiet:#b3aca1;--regulars-line:#3b3832;--regulars-card:#211f1c}
h2{font:inherit;font-size:1.15em;font-weight:600;margin:0 0 .6em}
ul{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(10rem,45%),1fr));gap:.8em}
li{min-inline-size:0;display:flex}
a,span.card{display:flex;flex-direction:column;flex:1;min-inline-size:0;color:var(--regulars-text);text-decoration:none;background:var(--regulars-card);border:1px solid var(--regulars-line);border-radius:.6em;overflow:hidden}
a:hover b{text-decoration:underline}
a:focus-visible{outline:3px solid var(--regulars-accent);outline-offset:2px}
.picture{aspect-ratio:1;background:var(--regulars-line);display:grid;place-items:center;font-size:2em;color:var(--regulars-quiet);overflow:hidden}
img{inline-size:100%;block-size:100%;object-fit:cover;display:block}
.words{padding:.6em .7em .7em;display:flex;flex-direction:column;gap:.25em;flex:1;overflow-wrap:anywhere}
b{font-weight:600}
small{font-size:.85em;color:var(--regulars-quiet);margin-block-start:auto}
`
let sheet: CSSStyleSheet | undefined

/** The id that the page's own analytics gave this browser; this script gives none. */
function findAnonymousId(): string | undefined {
  const page = window as unknown as Record<
    string,
    | { user?: () => { anonymousId?: () => string }; getAnonymousId?: () => string; get_distinct_id?: () => string }
    | undefined
  >
  try {
    const told = page.analytics?.user?.().anonymousId?.() ?? page.rudderanalytics?.getAnonymousId?.()
    if (told) return told
    const kept =
      localStorage.getItem('ajs_anonymous_id') ?? /(?:^|; )ajs_anonymous_id=([^;]+)/.exec(document.cookie)?.[1]
    if (kept) return decodeURIComponent(kept).replace(/^"|"$/g, '')
    return page.posthog?.get_distinct_id?.()
  } catch {
    return undefined
  }
}

async function ask(wish: Wish): Promise<Answer> {
  const query = new URLSearchParams({ writeKey: key })
  const lang = wish.lang ?? settings.lang ?? document.documentElement.lang
  const wanted = {
    kind: wish.kind,
    productId: wish.productId,
    category: wish.category,
    limit: wish.limit,
    exclude: wish.exclude,
    lang,
    anonymousId: wish.anonymousId ?? settings.anonymousId ?? findAnonymousId(),
  }
  for (const [name, value] of Object.entries(wanted))
    if (value !== undefined && value !== '') query.set(name, String(value))
  const answer = await fetch(`${home}/v1/recommendations?${query}`, { credentials: 'omit', referrerPolicy: 'origin' })
  if (!answer.ok) throw new Error(`Regulars answered ${answer.status}`)
  return await answer.json()
}

/** Tells that somebody followed a recommendation, so that its worth can be seen. */
function tellClick(answer: Answer, product: Shown, position: number, anonymousId: string | undefined): void {
  const { productId: product_id, name } = product
  tell('Product Clicked', { product_id, name, position, recommendation: answer.kind }, anonymousId)
}

/** Tells once that the products were seen: when half of them came into view, not when they were written somewhere below. */
function tellShown(section: Element, answer: Answer, anonymousId: string | undefined): void {
  if (anonymousId === undefined || settings.impressions === 'off') return
  const products = answer.products.map(({ productId: product_id }, i) => ({ product_id, position: i + 1 }))
  const seen = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      seen.disconnect()
      tell(
        'Product List Viewed',
        { list_id: `regulars-${answer.kind}`, recommendation: answer.kind, products },
        anonymousId,
      )
    },
    { threshold: 0.5 },
  )
  seen.observe(section)
}

function tell(name: string, properties: object, anonymousId: string | undefined): void {
  if (anonymousId === undefined) return
  const event = {
    writeKey: key,
    type: 'track',
    event: name,
    anonymousId,
    messageId: `widget-${Date.now()}-${Math.random().toString(36).slice(2)}`,
    context: { library: { name: 'regulars-widget' }, page: { url: location.href } },
    properties,
  }
  fetch(`${home}/v1/track`, {
    method: 'POST',
    keepalive: true,
    credentials: 'omit',
    headers: { 'Content-Type': 'text/plain' },
    body: JSON.stringify(event),
  }).catch(() => {})
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = '', text = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text) element.textContent = text
  return element
}

function card(answer: Answer, product: Shown, position: number, anonymousId: string | undefined): HTMLElement {
  const safe = product.url !== null && /^https?:/i.test(product.url) ? product.url : undefined
  const box = safe === undefined ? make('span', 'card') : make('a')
  if (safe !== undefined && box instanceof HTMLAnchorElement) box.href = safe
  box.addEventListener('click', () => tellClick(answer, product, position, anonymousId))
  const picture = make('span', 'picture')
  picture.setAttribute('aria-hidden', 'true')
  picture.textContent = [...product.name][0] ?? ''
  if (product.imageUrl !== null) {
    const image = make('img')
    image.alt = ''
    image.decoding = 'async'
    image.referrerPolicy = 'no-referrer'
    image.addEventListener('load', () => picture.replaceChildren(image))
    image.src = product.imageUrl
  }
  const words = make('span', 'words')
  const name = make('b', '', product.name)
  name.dir = 'auto'
  words.append(name)
  const price = priceText(product, answer.lang)
  if (price) words.append(make('span', '', price))
  words.append(make('small', '', product.reason))
  box.append(picture, words)
  return box
}

function priceText({ priceMinor, currency }: Shown, lang: string): string {
  if (priceMinor === null || currency === null) return ''
  try {
    const format = new Intl.NumberFormat(lang, { style: 'currency', currency })
    const digits = /^(HUF|IRR)$/.test(currency)
      ? 2
      : (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
    return format.format(priceMinor / 10 ** digits)
  } catch {
    return ''
  }
}

/** A page that says it can be dark, before somebody who wants it so. Most shops are white whatever people want. */
function isDarkPage(): boolean {
  const meta = document.querySelector<HTMLMetaElement>('meta[name=color-scheme]')?.content ?? ''
  const said = `${getComputedStyle(document.documentElement).colorScheme} ${meta}`
  return said.includes('dark') && (!said.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches)
}

/** Fills an element; without anything to show it stays empty, so that a page has no hole with a heading. */
async function show(target: Element | string, wish: Wish = {}): Promise<Answer | undefined> {
  const element = typeof target === 'string' ? document.querySelector(target) : target
  if (!(element instanceof HTMLElement)) return undefined
  const answer = await ask(wish)
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
  if (sheet === undefined) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
  }
  root.adoptedStyleSheets = [sheet]
  root.replaceChildren()
  element.dataset.theme = wish.theme ?? settings.theme ?? (isDarkPage() ? 'dark' : 'light')
  if (answer.products.length === 0) return answer
  const section = make('section')
  section.lang = answer.lang
  section.dir = answer.dir
  const title = make('h2', '', wish.title ?? answer.title)
  title.id = 'title'
  section.setAttribute('aria-labelledby', 'title')
  const list = make('ul')
  list.setAttribute('role', 'list')
  const anonymousId = wish.anonymousId ?? settings.anonymousId ?? findAnonymousId()
  for (const [at, product] of answer.products.entries()) {
    const item = make('li')
    item.append(card(answer, product, at + 1, anonymousId))
    list.append(item)
  }
  section.append(title, list)
  root.append(section)
  tellShown(section, answer, anonymousId)
  return answer
}

function fill(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-regulars]:not([data-regulars-shown])')) {
    element.dataset.regularsShown = ''
    const {
      regulars: kind,
      product: productId,
      category,
      limit,
      exclude,
      lang,
      theme,
      title,
      anonymousId,
    } = element.dataset
    show(element, {
      kind: kind || undefined,
      productId,
      category,
      limit,
      exclude,
      lang,
      theme,
      title,
      anonymousId,
    }).catch((error: unknown) => console.warn(error))
  }
}

Object.assign(window, {
  regulars: {
    /** Another write key than the script tag's. */
    setKey: (writeKey: string) => {
      key = writeKey
    },
    show,
    ask,
    fill,
  },
})
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', fill)
else fill()
