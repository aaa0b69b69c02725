/** The program that lists what is in an image, as BuildKit runs it. */
export const scannerImage = 'docker/buildkit-syft-scanner:stable-1'

/** Words of `docker buildx build` for SBOM and provenance; `images` is the image map, so that a machine without the internet has a scanner as well. */
export const attestWords = (images: Readonly<Record<string, string>>): readonly string[] => {
  const scanner = images[scannerImage]
  return [`--sbom=${scanner === undefined ? 'true' : `generator=${scanner}`}`, '--provenance=mode=max']
}
