import classes from './Avatar.module.css'

/** Initials of a name; only decoration, the name stands beside it. */
export function Avatar({ name, size = 34 }: { name: string; size?: number }) {
  return (
    <svg className={classes.avatar} width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r="20" />
      <text x="20" y="20">
        {initials(name)}
      </text>
    </svg>
  )
}

function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s@._-]+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
  // A customer known by number only: its end tells neighbours apart, its beginning does not.
  if (/^\d+$/.test(words.join(''))) return words.join('').slice(-2)
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '')
  // Persian letters would join into a word; a thin mark between them keeps them initials.
  return letters.join(/\p{Script=Arabic}/u.test(letters.join('')) ? '\u200c' : '').toLocaleUpperCase()
}
