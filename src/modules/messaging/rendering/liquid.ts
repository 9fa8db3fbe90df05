import { Liquid, type Template } from 'liquidjs'
import { isSafeTarget } from './link-target.ts'

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

/** The plain text of a letter is written from its HTML, where values are escaped for it: here that is nobody's business. */
function createLetterLiquid(): Liquid {
  const liquid = createLiquid()
  for (const filter of ['escape', 'escape_once', 'newline_to_br'])
    liquid.registerFilter(filter, (value: unknown) => value)
  liquid.registerFilter('link_target', (value: unknown) => {
    const target = String(value ?? '').trim()
    return isSafeTarget(target) ? target : '#'
  })
  return liquid
}

const engines = { html: createLiquid('escape'), text: createLiquid(), letter: createLetterLiquid() }
export type LiquidKind = keyof typeof engines
export type Parsed = Template[]

const maxOutput = 600_000

/** Throws when the template is broken. */
export const parseLiquid = (template: string, as: LiquidKind): Parsed => engines[as].parse(template)

/** Throws when it takes too much. */
export function renderLiquid(parsed: Parsed, scope: object, as: LiquidKind): string {
  const filled = String(engines[as].renderSync(parsed, scope))
  if (filled.length > maxOutput) throw new Error('The message is too long')
  return filled
}

/** Throws when the template is broken or takes too much. */
export const fillLiquid = (template: string, scope: object, as: LiquidKind): string =>
  renderLiquid(parseLiquid(template, as), scope, as)
