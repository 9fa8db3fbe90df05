import { isDomainError } from '#platform/errors'

/** What has to be changed is what was typed. */
const typed = new Set([
  ...[
    'unknown_command',
    'bad_option',
    'unknown_option',
    'report_needs_file',
    'import_needs_file',
    'demo_unknown',
    'url_and_key',
  ],
  ...['number_out_of_range', 'choice_unknown', 'until_unusable', 'url_unusable', 'key_refused'],
  ...['bad_map', 'unknown_role', 'unknown_column', 'bad_reading', 'unknown_zone', 'unknown_currency'],
  ...['admin_needs_email', 'admin_short_password', 'no_such_role', 'person_not_found'],
  ...['model_usage', 'model_option', 'no_such_column', 'same_columns', 'no_such_arm', 'same_arm'],
  ...['wrong_seed', 'wrong_folds', 'wrong_fold_count', 'which_outcome', 'no_positive'],
])

/** A file that is not there, or that this account may not open or write. */
const closed = new Set([
  ...['file_missing', 'file_is_folder', 'file_unreadable', 'file_is_pipe', 'unreadable_file'],
  ...['not_written', 'unwritable_file'],
])

/** What is not right is this installation: its settings, engines, disk, or that nobody has set it up. */
const installation = new Set(['bad_setting', 'data_directory_unusable', 'no_workspace'])
const elsewhere = new Set(['unavailable', 'conflict', 'forbidden', 'unauthorized', 'too_many'])

/**
 * What a command ends with when it could not be done, for scripts: 2 what was typed, 3 a file that cannot be opened or
 * written, 4 a file in which nothing is usable, 5 the installation, 1 a fault of ours. `regulars help` and
 * docs/self-hosting.md tell them.
 */
export function exitCodeOf(error: unknown): 1 | 2 | 3 | 4 | 5 {
  if (!isDomainError(error) || error.reason === 'import_broken') return 1
  if (typed.has(error.reason)) return 2
  if (closed.has(error.reason)) return 3
  return installation.has(error.reason) || elsewhere.has(error.code) ? 5 : 4
}
