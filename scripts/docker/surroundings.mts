/**
 * Set for every docker command, undefined meaning unset: compose then ignores what would change the project, its files or
 * its profiles behind our back, the `.env` of the working folder included.
 */
export const dockerSurroundings: Readonly<Record<string, string | undefined>> = {
  COMPOSE_FILE: undefined,
  COMPOSE_PROJECT_NAME: undefined,
  COMPOSE_PROFILES: undefined,
  COMPOSE_ENV_FILES: undefined,
  COMPOSE_PATH_SEPARATOR: undefined,
  COMPOSE_REMOVE_ORPHANS: undefined,
  COMPOSE_IGNORE_ORPHANS: undefined,
  COMPOSE_DISABLE_ENV_FILE: '1',
  COMPOSE_MENU: '0',
  DOCKER_CLI_HINTS: 'false',
}
