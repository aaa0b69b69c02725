import type { Target } from './target.mts'
import { canServeHttp2, isGrpc, isGrpcOnly, routesOf } from './nginx-version.mts'

/** What the declared proxy cannot carry. */
export const nginxNotes: NonNullable<Target['notes']> = (environment) => {
  const { proxy: { version }, tls } = environment
  const routes = routesOf(environment)
  // Over TLS the two are told apart at the handshake.
  if (tls || canServeHttp2(version) || isGrpcOnly(routes)) return []
  return routes.filter(isGrpc).map(({ service, path }) => ({
    code: 'not-portable',
    path: `services.${service}.routes`,
    message: `nginx ${version} serves either HTTP/1 or HTTP/2 on a port: ${path} is not reached by gRPC beside other routes`,
    hint: 'Declare a proxy of version 1.26 or later.',
  }))
}
