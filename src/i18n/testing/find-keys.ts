import { type CodeFile, cookedOf, isNode, lineOf, type Node, nameOf, nodesOf, textOf, walk } from './walk-code.ts'

export type AskedKeys = {
  /** keys that stand in the code, whole */
  literal: Set<string>
  /** those that are surely asked for, not a file or a job of a like name: key → where */
  called: Map<string, string>
  /** `jobs.kind.${kind}`: its fixed parts */
  patterns: { parts: string[]; at: string }[]
  /** every text in quotes */
  texts: Set<string>
  /** every word of the code in small letters: what fills a gap of a pattern is made of them */
  words: Set<string>
}

/** The keys of messages that the code names, whole or with gaps. `areas` are the first parts of keys. */
export function findKeys(files: readonly CodeFile[], areas: readonly string[]): AskedKeys {
  const asked: AskedKeys = { literal: new Set(), called: new Map(), patterns: [], texts: new Set(), words: new Set() }
  const start = new RegExp(`^(?:${areas.join('|')})\\.`)
  for (const file of files) {
    for (const [word] of file.text.matchAll(/[A-Za-z][a-z]*|[A-Z]+/g)) asked.words.add(word.toLowerCase())
    walk(file.tree, (node, around) => {
      if (node.type === 'Literal' && typeof node.value === 'string') asked.texts.add(node.value)
      if (
        node.type === 'Literal' &&
        typeof node.value === 'string' &&
        start.test(node.value) &&
        /^[\w.-]+$/.test(node.value)
      ) {
        asked.literal.add(node.value)
        if (file.path.startsWith('console/') || isAsked(around)) asked.called.set(node.value, lineOf(file, node))
      }
      if (node.type === 'TemplateLiteral') {
        const parts = nodesOf(node.quasis).map(cookedOf)
        if (start.test(parts[0] ?? '') && parts.every((part) => /^[\w.-]*$/.test(part))) {
          asked.patterns.push({ parts, at: lineOf(file, node) })
        }
      }
      return undefined
    })
  }
  return asked
}

function isAsked(around: readonly Node[]): boolean {
  const call = around.at(-1)
  return call?.type === 'CallExpression' && isNode(call.callee) && nameOf(call.callee) === 't'
}

/** What would stand in the gaps of the pattern; undefined when the key is not one of its. */
export function fillPattern(key: string, parts: readonly string[]): string[] | undefined {
  const pattern = parts.map((part) => part.replaceAll(/[.-]/g, String.raw`\$&`)).join(String.raw`([\w.-]+)`)
  return new RegExp(`^${pattern}$`).exec(key)?.slice(1)
}

const pressed = new Set(['Button', 'LinkButton', 'ViewTab', 'FilterChip', 'Menu.Item', 'CsvLink', 'button'])

/** Keys of words on buttons, tabs and in the navigation, where there is no room for long ones. */
export function findShortKeys(files: readonly CodeFile[]): Set<string> {
  const keys = new Set<string>()
  for (const { path, tree } of files) {
    const isMenu = /navigation\.ts$|settings-pages\.ts$|views\.ts$/.test(path)
    walk(tree, (node, around) => {
      if (isMenu && node.type === 'Property' && isNode(node.key) && nameOf(node.key) === 'label') {
        const key = textOf(node.value as Node)
        if (key !== undefined) keys.add(key)
      }
      const parent = around.at(-1)
      if (node.type !== 'JSXExpressionContainer' || parent?.type !== 'JSXElement') return undefined
      if (!pressed.has(nameOf((parent.openingElement as Node).name as Node))) return undefined
      const call = node.expression
      if (!isNode(call) || call.type !== 'CallExpression') return undefined
      const key = textOf(nodesOf(call.arguments)[0])
      if (key !== undefined && !key.includes('…')) keys.add(key)
      return undefined
    })
  }
  return keys
}
