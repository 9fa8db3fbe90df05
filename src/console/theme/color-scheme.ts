/** Puts the chosen scheme on the page before the first drawing, as Mantine itself does only after it. */
export function showStoredColorScheme(): void {
  const stored = localStorage.getItem('mantine-color-scheme-value')
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light'
}
