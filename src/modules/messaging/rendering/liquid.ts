import { Liquid } from 'liquidjs'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

export const escapeHtml = (value: unknown): string =>
  String(value ?? '').replace(/[&<>"']/g, (one) => escapes[one] ?? '')

/** Liquid without files, prototypes or a way past the escaping; each rendering has limits of time and size. */
function createLiquid(outputEscape?: 'escape'): Liquid {
  const liquid = new Liquid({
    // Partials come from here alone, and there are none.
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    parseLimit: 400_000,
    renderLimit: 200,
    memoryLimit: 2_000_000,
    ...(outputEscape ? { outputEscape } : {}),
  })
  for (const tag of ['include', 'render', 'layout', 'block'])
    liquid.registerTag(tag, {
      parse: () => {
        throw new Error(`${tag} is not available in messages`)
      },
      render: () => '',
    })
  // Values are escaped when they are put out; a filter of that name must neither switch it off nor do it twice.
  liquid.registerFilter('raw', (value: unknown) => value)
  if (outputEscape) {
    const escaping = { raw: true, handler: escapeHtml }
    liquid.registerFilter('escape', escaping)
    liquid.registerFilter('newline_to_br', {
      raw: true,
      handler: (value: unknown) => escapeHtml(value).replace(/\r?\n/g, '<br>'),
    })
  }
  return liquid
}

const forHtml = createLiquid('escape')
const forText = createLiquid()

const maxOutput = 600_000

/** Throws when the template is broken or takes too much. */
export function fillLiquid(template: string, scope: object, as: 'html' | 'text'): string {
  const filled = String((as === 'html' ? forHtml : forText).parseAndRenderSync(template, scope))
  if (filled.length > maxOutput) throw new Error('The message is too long')
  return filled
}
