import { html, raw } from 'hono/html'
import encodeQR from 'qr'

/** A QR code as a drawing of one path, dark on white whatever the page's colours are. */
export function qrPicture(text: string, label: string, ecc: 'medium' | 'quartile' = 'medium') {
  const rows = encodeQR(text, 'raw', { border: 2, ecc })
  const size = rows.length
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${raw(rows.flatMap(runsOf).join(''))}"/></svg>`
}

/** Dark modules side by side are one bar: half the bytes. */
function runsOf(row: boolean[], y: number): string[] {
  const bars: string[] = []
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const from = x
    while (row[x + 1]) x++
    const width = x - from + 1
    bars.push(`M${from} ${y}h${width}v1h-${width}z`)
  }
  return bars
}
