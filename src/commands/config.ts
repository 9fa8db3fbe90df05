import { describeConfig, loadConfig } from '#platform/config'

/** `regulars config`: every setting in force, secrets masked. Throws bad_setting for one that cannot be. */
export async function configCommand(): Promise<number> {
  for (const { name, value, help } of describeConfig(process.env)) {
    process.stdout.write(`${`${name}=${value}`.padEnd(40)} # ${help}\n`)
  }
  loadConfig(process.env)
  return 0
}
