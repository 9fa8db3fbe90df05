import {
  IconArrowBackUp,
  IconArrowMerge,
  IconEdit,
  IconEraser,
  IconFileImport,
  IconFileZip,
  IconFlask2,
  IconGift,
  IconHourglass,
  IconRefresh,
  IconSparkles,
  IconTelescope,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react'
import type { JobKind } from '#contract/jobs'

const icons: Record<JobKind, TablerIcon> = {
  import: IconFileImport,
  import_undo: IconArrowBackUp,
  bulk_edit: IconEdit,
  bulk_undo: IconArrowBackUp,
  merge: IconArrowMerge,
  export: IconFileZip,
  erasure: IconEraser,
  retention: IconHourglass,
  workspace_deletion: IconTrash,
  experiment: IconFlask2,
  rebuild: IconRefresh,
  recommendation: IconSparkles,
  prediction: IconTelescope,
  loyalty_replay: IconGift,
}

export const jobIcon = (kind: JobKind): TablerIcon => icons[kind]
