import type { IncomingMessage, ServerResponse } from 'node:http'
import { redirectAnswer } from '../../serve/answer.mts'
import { routerOf, type Decision, type Passing } from '../../serve/route.mts'
import type { ProxyConfig } from '../../targets/serve-config.mts'
import { give, refuse } from './answer.mts'
import { limiterOf, turnstileOf } from './limiter.mts'
import { pass } from './pass.mts'
import type { Handlers } from './server.mts'
import { upgrade } from './upgrade.mts'
import { endVisit, newVisit, type Visit } from './visit.mts'

/** A proxy in front of services: each request goes where the core decides, as often as its client may. */
export const proxyHandlers = (config: ProxyConfig): Handlers => {
  const decide = routerOf(config)
  const tooMany = limiterOf()
  const enter = turnstileOf(config.connections)
  const decisionOn = ({ url = '', headers }: IncomingMessage, { isSecure }: Pick<Visit, 'isSecure'>): Decision =>
    decide({ target: url, host: headers.host, isSecure, upgrade: headers.upgrade, length: Number(headers['content-length'] ?? 0) })
  const admitted = ({ route }: Passing, response: ServerResponse, visit: Visit): (() => void) | undefined => {
    const retryAfter = route.limit && tooMany(route.limit, visit.client)
    const leave = retryAfter === undefined ? enter(visit.client) : undefined
    if (!leave) refuse(response, visit, 429, retryAfter ?? 1)
    return leave
  }
  const follow = (decision: Decision, request: IncomingMessage, response: ServerResponse, visit: Visit): void => {
    if (decision.do === 'refuse') return refuse(response, visit, decision.status)
    if (decision.do === 'redirect') return give(response, visit, redirectAnswer(decision.status, decision.to))
    const leave = admitted(decision, response, visit)
    if (!leave) return
    response.once('close', leave)
    pass(request, response, visit, decision, config)
  }
  return {
    request: (request, response, visit) => follow(decisionOn(request, visit), request, response, visit),
    isUpgrade: (request) => isWebsocket(decisionOn(request, newVisit(request, config.trust))),
    upgrade: (request, { socket, head, response }, visit) => {
      const decision = decisionOn(request, visit)
      let isOpen = false
      socket.once('close', () => endVisit(visit, isOpen ? 101 : response.headersSent ? response.statusCode : Number(visit.upstreamStatus) || 499))
      // A Node that asks nobody hands every upgrade over, also those that are not let pass.
      if (!isWebsocket(decision)) return follow(hasBody(request) ? { do: 'refuse', status: 501 } : decision, request, response, visit)
      const leave = admitted(decision, response, visit)
      if (!leave) return
      socket.once('close', leave)
      upgrade(request, { socket, head, response }, visit, decision, config, () => { isOpen = true })
    },
  }
}

const isWebsocket = (decision: Decision): decision is Passing => decision.do === 'pass' && decision.isWebsocket

const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
