import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const evergreen: MantineColorsTuple = [
  '#e6f2ed',
  '#cde5db',
  '#a3cfbd',
  '#76b79d',
  '#4c9f80',
  '#2a8a68',
  '#177b5a',
  '#0b6e4f',
  '#075a40',
  '#04402d',
]
const brick: MantineColorsTuple = [
  '#fbe8e6',
  '#f6d0cd',
  '#eca9a4',
  '#e2827b',
  '#d9655c',
  '#cf5048',
  '#c2413a',
  '#ad322c',
  '#8f2722',
  '#6c1b17',
]
const stone: MantineColorsTuple = [
  '#faf8f5',
  '#f5f2ec',
  '#e8e4dc',
  '#d5cfc4',
  '#b7b1a5',
  '#8d8a81',
  '#65635c',
  '#4a4843',
  '#32312d',
  '#1d1f1b',
]
const night: MantineColorsTuple = [
  '#eceae4',
  '#c9c6be',
  '#aba89f',
  '#85837a',
  '#454a41',
  '#2f332c',
  '#23261f',
  '#1b1e1a',
  '#131512',
  '#0d0f0c',
]

export const theme = createTheme({
  primaryColor: 'evergreen',
  primaryShade: { light: 7, dark: 6 },
  colors: { evergreen, brick, gray: stone, dark: night },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontFamily: 'var(--font)' },
  defaultRadius: 'md',
  radius: { md: '9px' },
  fontSizes: { sm: 'var(--text-s)', md: 'var(--text-m)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  // Help stands below its field, so that fields beside each other stand in one line.
  components: { InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } } },
})

export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--card)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-default': 'var(--card)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-placeholder': 'var(--ink-soft)',
    '--mantine-color-anchor': 'var(--good-ink)',
    '--mantine-color-error': 'var(--now-ink)',
    '--mantine-color-evergreen-light': 'var(--good-soft)',
    '--mantine-color-evergreen-light-hover': 'color-mix(in srgb, var(--good-soft), var(--good) 10%)',
    '--mantine-color-evergreen-light-color': 'var(--good-ink)',
    '--mantine-color-brick-light': 'var(--now-soft)',
    '--mantine-color-brick-light-hover': 'color-mix(in srgb, var(--now-soft), var(--now) 10%)',
    '--mantine-color-brick-light-color': 'var(--now-ink)',
  }
  return { variables: {}, light: shared, dark: shared }
}
