import type { ComposeService } from './compose-service.mts'
import { languageOf } from './dockerfile-facts.mts'
import { ofLabels } from './front-labels.mts'
import { ofNginx } from './front-nginx.mts'
import type { FrontFiles, FrontInput, FrontRoute } from './front-route.mts'
import { knownImage, repositoryOf } from './image-table.mts'

/** What stood in front of the services, and what becomes of it. */
export type Front = { readonly routes: readonly FrontRoute[]; readonly files: readonly FrontFiles[]; readonly dropped: ReadonlySet<string>; readonly body: string | undefined }

/** Reads every proxy of a compose file: nginx by its mounted files, traefik by the labels of the services. */
export const readFront = (input: FrontInput): Front => {
  const nginx = input.services.filter(isNginx).map((service) => ofNginx(service, input))
  const traefik = input.services.flatMap((service) => ofLabels(service, input))
  const proxies = input.services.filter((service) => !service.build && knownImage(service.image).isProxy)
  for (const { name, at, image } of proxies) input.notes.took(name, at, `service ${name} (${image})`, "gantry's own proxy", traefik.some(({ to }) => to !== name) ? 'its rules became routes' : 'a stack has a proxy of its own')
  for (const { name, at, image } of input.services.filter(isUnread)) input.notes.left(name, at, `the rules of ${image ?? name}`, 'only those of nginx and traefik are read: it stays, as a container behind the proxy of the stack', 'write its rules as `route:` of the services they lead to, and remove it')
  return {
    routes: [...nginx.flatMap(({ routes }) => routes), ...traefik.filter(({ to }) => !proxies.some(({ name }) => name === to))], files: nginx.flatMap(({ files }) => files),
    dropped: new Set([...proxies.map(({ name }) => name), ...nginx.flatMap(({ dropped }) => dropped === undefined ? [] : [dropped])]), body: nginx.find(({ body }) => body)?.body,
  }
}

/** A proxy whose own language is not read here. */
const isUnread = ({ image, build }: ComposeService): boolean => !build && /^(caddy|haproxy|envoyproxy\/envoy|jc21\/nginx-proxy-manager|lscr\.io\/linuxserver\/swag|kong)$/.test(repositoryOf(image ?? ''))

const isNginx = ({ image, build }: ComposeService): boolean => build !== undefined || languageOf(image ?? '') === 'nginx' || repositoryOf(image ?? '') === 'nginx'
