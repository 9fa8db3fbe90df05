import type { DraftLeaf } from './draft.ts'
import type { Say } from './say.ts'

export type Leaf = DraftLeaf['leaf']
export type Of<Kind extends Leaf['kind']> = Extract<Leaf, { kind: Kind }>
export type FieldProps<L extends Leaf> = { say: Say; leaf: L; onChange: (leaf: Leaf) => void }
