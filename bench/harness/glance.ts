/** What docs/benchmarks.md says first: every figure that has a target, out of the sections below it. */

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/** GitHub's address of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')

/**
 * The rows with a target of every table whose last column is `target`, under the heading they stand below. Columns between are told with
 * their names, but for one that is called `measured`.
 */
export function glance(text: string): string[] {
  const rows: string[] = []
  let heading = ''
  let columns: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
    if (!line.startsWith('|')) {
      columns = []
      continue
    }
    const cells = cellsOf(line)
    if (columns.length === 0) {
      columns = cells
      continue
    }
    const target = cells.at(-1)
    if (columns.at(-1) !== 'target' || !target || /^[-: ]+$/.test(target)) continue
    const figures = cells.slice(1, -1).map((cell, i) => {
      const name = columns[i + 1]
      return name === 'measured' ? cell : `${cell} ${name}`
    })
    rows.push(`| [${heading}](#${anchorOf(heading)}) | ${cells[0]} | ${figures.join(' · ')} | ${target} |`)
  }
  return ['## At a glance', '', '| | what | measured | target |', '| --- | --- | --- | --- |', ...rows]
}
