import type { Offers, ProbeName } from './probe.mts'
import type { Reply } from './reply.mts'
import type { Offer } from './sweep.mts'

/** All that the open part of handshakes told. */
export type Handshakes = {
  readonly sslv2: Reply
  readonly offers: Offers
  readonly groups: Offer
  /** Answers to what was asked once the versions were known; a question that made no sense has none. */
  readonly replies: Readonly<Partial<Record<ProbeName, readonly Reply[]>>>
  /** The answer to a ticket under a short name of its session; there where tickets are. */
  readonly shortSession?: Reply
}
