import { CloseButton, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import { SentenceChoice, toast } from '../components/index.ts'
import { conditionText } from './Definition.tsx'
import {
  type Beginning,
  begin,
  beginnings,
  type Draft,
  type DraftGroup,
  type GroupKind,
  missingIn,
  putInto,
  replaceIn,
} from './draft.ts'
import { LeafField } from './LeafField.tsx'
import type { Say } from './say.ts'
import classes from './segments.module.css'

type BuilderProps = { say: Say; root: DraftGroup; onChange: (change: (root: DraftGroup) => DraftGroup) => void }

const groupKinds: GroupKind[] = ['all', 'any', 'none']
const deepest = 4

/** A definition as sentences that can be changed, with groups inside groups. */
export function Builder({ say, root, onChange }: BuilderProps) {
  const box = useRef<HTMLDivElement>(null)
  const add = (group: DraftGroup, what: Beginning) => {
    const part = begin(what, say)
    onChange((now) => putInto(now, group.id, part))
    // What was added is what one goes on with.
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-part="${part.id}"] :is(select, input, button)`)?.focus(),
    )
  }
  const remove = (group: DraftGroup, at: number, part: Draft) => {
    onChange((now) => replaceIn(now, part.id, undefined))
    box.current?.querySelector<HTMLElement>(`[data-add="${group.id}"]`)?.focus()
    toast.undo(say.t('segments.removed'), say.t('console.undo'), () =>
      onChange((now) => putInto(now, group.id, part, at)),
    )
  }
  const change = (part: Draft) =>
    onChange((now) => (part.id === now.id ? (part as DraftGroup) : replaceIn(now, part.id, part)))
  return (
    <div ref={box}>
      <GroupField say={say} group={root} depth={1} onChange={change} onAdd={add} onRemove={remove} />
    </div>
  )
}

type GroupProps = {
  say: Say
  group: DraftGroup
  depth: number
  onChange: (part: Draft) => void
  onAdd: (group: DraftGroup, what: Beginning) => void
  onRemove: (group: DraftGroup, at: number, part: Draft) => void
}

function GroupField(props: GroupProps) {
  const { say, group, depth, onChange, onAdd, onRemove } = props
  const { t } = say
  const name = t('segments.group_label', { kind: t(`segments.group.${group.group}`) })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset breaks the line, and its legend would be read as a word of it.
    <div role="group" aria-label={name} className={depth === 1 ? classes.root : classes.group}>
      <p className={classes.head}>
        {depth === 1 && <b>{t('segments.everyone')}</b>}
        <SentenceChoice
          label={t('segments.how_many_hold')}
          value={group.group}
          options={groupKinds.map((value) => ({ value, label: t(`segments.group.${value}`) }))}
          onChange={(kind) => onChange({ ...group, group: kind })}
        />
      </p>
      <ul className={classes.parts}>
        {group.of.map((part, at) => (
          <li key={part.id} data-part={part.id}>
            {at > 0 && (
              <span className={classes.joint}>{t(group.group === 'all' ? 'segments.and' : 'segments.or').trim()}</span>
            )}
            <div className={classes.part}>
              <div className={classes.fields}>
                {'group' in part ? (
                  <GroupField {...props} group={part} depth={depth + 1} />
                ) : 'leaf' in part ? (
                  <LeafField say={say} leaf={part.leaf} onChange={(leaf) => onChange({ ...part, leaf })} />
                ) : (
                  <span className={classes.kept}>
                    {conditionText(say, part.kept)}
                    <small>{t('segments.kept_as_it_is')}</small>
                  </span>
                )}
                <Missing say={say} part={part} />
              </div>
              <CloseButton
                className={classes.remove ?? ''}
                aria-label={t('segments.remove', { condition: partName(say, part) })}
                onClick={() => onRemove(group, at, part)}
              />
            </div>
          </li>
        ))}
      </ul>
      <AddMenu say={say} group={group} mayNest={depth < deepest} onAdd={(what) => onAdd(group, what)} />
    </div>
  )
}

function partName(say: Say, part: Draft): string {
  if ('group' in part) return say.t(`segments.group.${part.group}`)
  return conditionText(say, 'leaf' in part ? part.leaf : part.kept)
}

function Missing({ say, part }: { say: Say; part: Draft }) {
  const missing = missingIn(part)
  if (missing === undefined) return null
  return <p className={classes.missing}>{say.t(`segments.missing.${missing}`)}</p>
}

type AddMenuProps = { say: Say; group: DraftGroup; mayNest: boolean; onAdd: (what: Beginning) => void }

function AddMenu({ say, group, mayNest, onAdd }: AddMenuProps) {
  const { t } = say
  return (
    <Menu position="bottom-start" shadow="md" width={290} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={classes.addPart} data-add={group.id}>
          <IconPlus size={15} stroke={2} aria-hidden />
          {t('segments.add')}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {(Object.keys(beginnings) as (keyof typeof beginnings)[]).map((kind) => (
          <div key={kind}>
            <Menu.Label>{t(`segments.beginnings.${kind}`)}</Menu.Label>
            {beginnings[kind]
              .filter((what) => what !== 'group' || mayNest)
              .map((what) => (
                <Menu.Item key={what} onClick={() => onAdd(what)}>
                  {t(`segments.begin.${what}`)}
                </Menu.Item>
              ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
