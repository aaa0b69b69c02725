import type { Target } from './target.mts'
import { canServeHttp2, isGrpcOnly, routesOf } from './nginx-version.mts'

/** What the declared proxy cannot carry. */
export const nginxNotes: NonNullable<Target['notes']> = (environment) => {
  const { proxyVersion } = environment
  const routes = routesOf(environment)
  if (canServeHttp2(proxyVersion) || isGrpcOnly(routes)) return []
  return routes.filter(({ port }) => port.protocol === 'grpc').map(({ service, path }) => ({
    code: 'not-portable',
    path: `services.${service}.routes`,
    message: `nginx ${proxyVersion} serves either HTTP/1 or HTTP/2 on a port: ${path} is not reached by gRPC beside other routes`,
    hint: 'Declare a proxy of version 1.26 or later.',
  }))
}
