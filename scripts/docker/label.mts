/** Labels that compose puts on what it makes. */
export const label = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  configHash: 'com.docker.compose.config-hash',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
} as const

/** Limits a listing to what belongs to a project. */
export const ofProject = (project: string): readonly string[] => ['--filter', `label=${label.project}=${project}`]
