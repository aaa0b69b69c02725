import { partOptions } from '../part-options.mts'

/** What `build` is asked for. */
export const buildOptions = {
  ...partOptions,
  target: { type: 'string', value: 'STAGE', hint: 'another stage of the Dockerfile, under a tag of its own' },
  platform: { type: 'list', value: 'linux/ARCH', hint: 'for these platforms; the engine\'s own unless told' },
  push: { type: 'boolean', hint: 'send images to the `registry:` of the stack' },
  cacheRegistry: { type: 'string', value: 'REF', hint: 'take layers from this registry, and put them there' },
  secret: { type: 'list', value: 'ID=FILE', hint: 'a secret of the build: pip.conf, npmrc or netrc of a private package registry' },
  attest: { type: 'boolean', hint: 'add SBOM and provenance to what is pushed' },
  scan: { type: 'boolean', hint: 'look for known vulnerabilities with trivy or grype' },
  sign: { type: 'boolean', hint: 'sign what was pushed with cosign' },
  noCache: { type: 'boolean', hint: 'every step anew' },
  jobs: { type: 'string', value: 'N', hint: 'so many images at the same time; as many as there are processors' },
  context: { type: 'boolean', hint: 'build nothing: weigh the build folders' },
  update: { type: 'boolean', hint: 'build nothing: move the digests in images.lock to what their tags mean now' },
} as const
