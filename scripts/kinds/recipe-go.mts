import { atRecipe, flaw, type Asked } from './recipe-asked.mts'
import type { Service } from '../stack/service.mts'
import type { Facts } from './kind.mts'
import type { Parts } from './recipe-node.mts'

/** Where the program of a Go image stands. */
export const goProgram = '/app/server'

/** Go: modules by go.mod, unless the folder brings them along. */
export const goParts = ({ context, spec, isNative, variant }: Asked, face: Service, facts: Facts): Parts => {
  const path = (file: string): string => context === '.' ? file : `${context}/${file}`
  const files = ['go.mod', ...facts.exists(path('go.sum')) ? ['go.sum'] : []]
  return {
    ...facts.isFolder(path('vendor')) ? {} : { packages: { by: 'go', files } },
    program: spec.package ?? '.', command: [goProgram],
    flaws: [
      ...facts.exists(path('go.mod')) ? [] : [flaw(face, 'no-lock-file', ['build'], { message: `there is no ${path('go.mod')}`, hint: 'run `go mod init` there, and commit go.mod and go.sum' })],
      ...isNative && variant === 'distroless' ? [flaw(face, 'recipe-unfit', atRecipe(face, 'variant'), { message: 'a Go program with C libraries needs the distribution they come from', hint: 'write `variant: slim` or `alpine`, or remove `cgo`' })] : [],
    ],
  }
}
