import { type CodeFile, cookedOf, isNode, lineOf, type Node, nameOf, nodesOf, textOf, walk } from './walk-code.ts'

/** Attributes and fields whose text somebody reads or hears. */
const told = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt',
  'label',
  'description',
  'subtitle',
  'text',
  'tab',
  'about',
  'caption',
  'message',
  'emptyText',
])

/** Names that are the same everywhere. */
const names = /^(?:Regulars|Apache 2\.0|openapi\.json|Node\.js|curl|Ctrl|Enter|Esc|Tab|CSV|JSON|[A-Z]{3})$/

const isKey = (text: string): boolean => /^[a-z_]+(?:\.[a-z0-9_…]+)+$/.test(text)
const isWord = (text: string): boolean =>
  /\p{L}/u.test(text.replaceAll('…', '')) && !isKey(text) && !names.test(text.trim())

/** Words for people that stand in a file of the console instead of the catalogs: where, and what. */
export function findWordsInConsole(file: CodeFile): string[] {
  const found: string[] = []
  const report = (node: Node, text: string): void => {
    if (isWord(text)) found.push(`${lineOf(file, node)}: ${text.trim()}`)
  }
  walk(file.tree, (node, around) => {
    if (node.type === 'JSXElement' && isNeverTranslated(node)) return false
    if (node.type === 'JSXText') report(node, String(node.value))
    if (node.type === 'JSXAttribute' && told.has(nameOf(node.name as Node))) {
      for (const text of shownTexts(node.value)) report(node, text)
    }
    if (node.type === 'JSXExpressionContainer' && around.at(-1)?.type.startsWith('JSXE')) {
      for (const text of shownTexts(node.expression)) report(node, text)
    }
    if (node.type === 'CallExpression' && isToast(node)) {
      for (const text of shownTexts(nodesOf(node.arguments)[0])) report(node, text)
    }
    if (node.type === 'Property' && isNode(node.key) && told.has(keyOf(node.key))) {
      for (const text of shownTexts(node.value)) report(node, text)
    }
    return undefined
  })
  return found
}

/** Stands for what a template fills in. */
const gap = '\uFFFC'

/** Words between the tags of HTML that the server writes. */
export function findWordsInHtml(file: CodeFile): string[] {
  const found: string[] = []
  walk(file.tree, (node) => {
    if (node.type !== 'TemplateLiteral') return undefined
    const html = nodesOf(node.quasis).map(cookedOf).join(gap)
    if (!/<\/?[a-z][a-z0-9]*[\s>]/.test(html)) return undefined
    const shown = html.replaceAll(/<(style|script)[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/g, '\n')
    for (const text of shown.split('\n').flatMap((line) => line.split(gap))) {
      if (/\p{L}{2,}/u.test(text) && !/^[\s&;a-z#0-9]*$/.test(text) && isWord(text)) {
        found.push(`${lineOf(file, node)}: ${text.trim()}`)
      }
    }
    return undefined
  })
  return found
}

function isNeverTranslated(element: Node): boolean {
  const opening = element.openingElement as Node
  const name = nameOf(opening.name as Node)
  if (name === 'kbd' || name === 'code' || name === 'pre') return true
  return nodesOf(opening.attributes).some(
    (attribute) => nameOf(attribute.name as Node) === 'translate' && textOf(attribute.value as Node) === 'no',
  )
}

function isToast({ callee }: Node): boolean {
  return isNode(callee) && callee.type === 'MemberExpression' && nameOf(callee.object as Node) === 'toast'
}

function keyOf(key: Node): string {
  return textOf(key) ?? nameOf(key)
}

/** The texts an expression can come to: both sides of a choice, never what is called with them. */
function shownTexts(value: unknown): string[] {
  if (!isNode(value)) return []
  const text = textOf(value)
  if (text !== undefined) return [text]
  if (value.type === 'JSXExpressionContainer') return shownTexts(value.expression)
  if (value.type === 'ConditionalExpression') return [...shownTexts(value.consequent), ...shownTexts(value.alternate)]
  if (value.type === 'LogicalExpression') return shownTexts(value.right)
  return []
}
