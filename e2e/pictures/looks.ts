export type Place = { locale: 'en' | 'fa' | 'hu' | 'ru' | 'pl'; device: 'desktop' | 'phone' }
export type Scheme = 'light' | 'dark'
export const schemes: Scheme[] = ['light', 'dark']

/** A language on a device. Each is opened once; light and dark are two looks of it. */
export const places: Place[] = (['en', 'fa', 'hu', 'ru', 'pl'] as const).flatMap((locale) =>
  (['desktop', 'phone'] as const).map((device) => ({ locale, device })),
)

export function nameOf({ locale, device }: Place, scheme?: Scheme): string {
  return [locale, device, ...(scheme ? [scheme] : [])].join('-')
}

export function contactSheet(names: string[], looks: string[]): string {
  const rows = names.map((name) => {
    const cells = looks.map((look) => {
      const src = `${look}/${name}.jpg`
      return `<td><a href="${src}"><img loading="lazy" src="${src}" alt="${name}, ${look}"></a></td>`
    })
    return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`
  })
  const heads = looks.map((look) => `<th scope="col">${look}</th>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots of Regulars</title>
<style>body{font:14px system-ui;margin:16px;background:#e9e6e1}td{vertical-align:top;padding:6px}img{width:260px;max-height:420px;object-fit:cover;object-position:top;border:1px solid #bbb}th{text-align:start;padding:6px;position:sticky;top:0;background:#e9e6e1}</style>
<table><thead><tr><th scope="col">page</th>${heads}</tr></thead><tbody>${rows.join('\n')}</tbody></table></html>
`
}
