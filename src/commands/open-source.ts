import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { diskError, findFile } from '#modules/imports'
import { DomainError } from '#platform/errors'

export type Source = {
  /** can be read as often as need be, until it is dropped */
  path: string
  fileName: string
  drop: () => void
}

/** The file as it lies, or a copy of what is piped in. Throws what `findFile` throws, report_needs_file and disk_full. */
export async function openSource(file: string, nameOfPipe: string): Promise<Source> {
  const { path, isPipe } = await findFile(file, process.env.INIT_CWD ?? '.')
  if (!isPipe) return { path, fileName: basename(file), drop: () => {} }
  // Nothing is piped in: a person sits before the terminal and would wait for ever.
  if (file === '-' && process.stdin.isTTY)
    throw new DomainError('invalid', 'report_needs_file', 'regulars report FILE [--html OUT] [--json]')
  const folder = mkdtempSync(join(tmpdir(), 'regulars-piped-'))
  const drop = () => rmSync(folder, { recursive: true, force: true })
  const copy = join(folder, 'piped')
  try {
    await pipeline(file === '-' ? process.stdin : createReadStream(path), createWriteStream(copy))
  } catch (error) {
    drop()
    throw diskError(error)
  }
  return { path: copy, fileName: nameOfPipe, drop }
}
