import { useEffect, useRef } from 'react'
import classes from './messages.module.css'

type MessageFrameProps = { html: string; title: string; phone?: boolean; dark?: boolean }

// What mail programs do to letters that know no dark: light becomes dark, pictures stay as they are.
const darkened = 'html{background:#fff;filter:invert(0.92) hue-rotate(180deg)}img{filter:invert(1) hue-rotate(180deg)}'

/** A message as a mail program shows it, in a frame in which nothing runs. */
export function MessageFrame({ html, title, phone = false, dark = false }: MessageFrameProps) {
  const ref = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const inside = ref.current?.contentDocument
    const view = inside?.defaultView as (Window & typeof globalThis) | null | undefined
    if (!inside || !view) return
    // The page's policy allows no styles in markup, so they are given one by one; pictures of other hosts stay away.
    const plain = html
      .replace(/\sstyle=/gi, ' data-look=')
      .replace(/<style/gi, '<template data-sheet')
      .replace(/<\/style>/gi, '</template>')
    const parsed = new DOMParser().parseFromString(plain, 'text/html')
    for (const link of parsed.querySelectorAll('a')) link.removeAttribute('href')
    for (const image of parsed.querySelectorAll('img')) {
      const source = image.getAttribute('src') ?? ''
      if (!source.startsWith(`${location.origin}/`) || source.includes('/m/o/')) image.removeAttribute('src')
    }
    inside.documentElement.lang = parsed.documentElement.lang
    inside.documentElement.dir = parsed.documentElement.dir
    inside.title = title
    inside.body.replaceChildren(...[...parsed.body.childNodes].map((node) => inside.importNode(node, true)))
    inside.body.style.cssText = parsed.body.dataset.look ?? ''
    for (const one of inside.body.querySelectorAll<HTMLElement>('[data-look]'))
      one.style.cssText = one.dataset.look ?? ''
    const sheets = [...parsed.querySelectorAll('template[data-sheet]')].map((sheet) => sheet.innerHTML)
    inside.adoptedStyleSheets = [...sheets, ...(dark ? [darkened] : [])].map((sheet) => {
      const made = new view.CSSStyleSheet()
      made.replaceSync(sheet)
      return made
    })
  }, [html, title, dark])
  return (
    <iframe
      ref={ref}
      title={title}
      sandbox="allow-same-origin"
      className={`${classes.frame} ${phone ? classes.phone : ''}`}
    />
  )
}
