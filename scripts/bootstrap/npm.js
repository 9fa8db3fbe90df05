import { existsSync } from 'node:fs'
import { runQuietly } from './run.js'

// Whatever the user's npm settings are, this call asks nothing, leaves nothing out and prints only what goes wrong.
const settings = {
  npm_config_yes: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  npm_config_progress: 'false',
  npm_config_loglevel: 'warn',
  npm_config_engine_strict: 'false',
  npm_config_ignore_scripts: 'false',
  npm_config_production: '',
  npm_config_omit: '',
  npm_config_package_lock: 'true',
  npm_config_global: 'false',
  npm_config_dry_run: 'false',
  npm_config_workspaces: '',
  // A production environment must not leave out what builds the console.
  NODE_ENV: '',
  ADBLOCK: '1',
  DISABLE_OPENCOLLECTIVE: '1',
}

/** Runs npm: the one that runs us, or the one of the machine. */
export function npm(args, { log, cwd }) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  const known = script && node && script.endsWith('.js') && existsSync(script) && existsSync(node)
  const options = { log, env: settings, ...(cwd && { cwd }) }
  return known ? runQuietly(node, [script, ...args], options) : runQuietly('npm', args, options)
}
