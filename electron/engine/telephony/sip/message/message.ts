/** A SIP message in memory, RFC 3261 §7: what the parser answers and the serialiser writes. */
import type { SipHeaders } from './headers.ts';

export interface SipRequest {
  readonly kind: 'request';
  /** As sent; methods are case-sensitive (§7.1). */
  method: string;
  /** Request-URI as text; `parseUri` reads it. */
  uri: string;
  readonly headers: SipHeaders;
  body: Uint8Array;
}

export interface SipResponse {
  readonly kind: 'response';
  /** 100–699. */
  status: number;
  reason: string;
  readonly headers: SipHeaders;
  body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;
