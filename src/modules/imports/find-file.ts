import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError } from '#platform/errors'

/**
 * A file that a person named on the command line, standing in `folder`; `-` is what is piped in. `isPipe`: it can be read
 * only once. Throws file_missing, file_is_folder or file_unreadable.
 */
export async function findFile(file: string, folder: string): Promise<{ path: string; isPipe: boolean }> {
  if (file === '-') return { path: '/dev/stdin', isPipe: true }
  const path = resolve(folder, file)
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES' || error.code === 'EPERM') throw unreadable(file)
    throw new DomainError('not_found', 'file_missing', `There is no file ${file}.`, { file })
  })
  if (found.isDirectory()) throw new DomainError('invalid', 'file_is_folder', `${file} is a folder.`, { file })
  await access(path, constants.R_OK).catch(() => {
    throw unreadable(file)
  })
  return { path, isPipe: !found.isFile() }
}

const unreadable = (file: string): DomainError =>
  new DomainError('invalid', 'file_unreadable', `${file} may not be read by this account.`, { file })
