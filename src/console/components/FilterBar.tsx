import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './FilterBar.module.css'
import { useScrollEdges } from './use-scroll-edges.ts'

type FilterBarProps = {
  /** The search box: its text as the address has it; told of changes after a short rest. */
  search?: { label: string; value: string; onChange: (text: string) => void }
  /** `FilterChip`s. */
  chips?: ReactNode
  children?: ReactNode
}

const rest = 200

/** Search, chips and switches above a list. */
export function FilterBar({ search, chips, children }: FilterBarProps) {
  return (
    <search className={classes.bar}>
      {search && <SearchBox {...search} />}
      {chips && <Chips>{chips}</Chips>}
      {children}
    </search>
  )
}

/** On a phone a row that can be pushed along. */
function Chips({ children }: { children: ReactNode }) {
  const row = useRef<HTMLDivElement>(null)
  useScrollEdges(row)
  return (
    <div ref={row} className={classes.chips}>
      {children}
    </div>
  )
}

function SearchBox({ label, value, onChange }: NonNullable<FilterBarProps['search']>) {
  const { t } = useI18n()
  const [text, setText] = useState(value)
  const box = useRef<HTMLInputElement>(null)
  // Not while somebody types: the address lags behind, and their latest letters would be lost.
  useEffect(() => {
    if (document.activeElement !== box.current) setText(value)
  }, [value])
  useEffect(() => {
    if (text === value) return
    const page = location.pathname
    const timer = setTimeout(() => {
      // Somebody has clicked a row meanwhile, and its page is being fetched: telling now would call them back.
      if (location.pathname === page) onChange(text)
    }, rest)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <TextInput
      ref={box}
      type="search"
      className={classes.search ?? ''}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      leftSection={<IconSearch size={16} stroke={1.8} aria-hidden />}
      rightSection={
        text !== '' && <CloseButton size="sm" onClick={() => setText('')} aria-label={t('console.clear')} />
      }
    />
  )
}

type FilterChipProps = { active: boolean; onClick: () => void; children: ReactNode; count?: string | undefined }

/** One filter that is on or off. */
export function FilterChip({ active, onClick, children, count }: FilterChipProps) {
  return (
    <button type="button" className={classes.chip} aria-pressed={active} onClick={onClick}>
      {children}
      {count !== undefined && <span>{count}</span>}
    </button>
  )
}
