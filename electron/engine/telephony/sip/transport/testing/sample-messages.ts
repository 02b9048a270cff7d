/** Requests and responses as transactions hand them to the transport. */
import { SipHeaders } from '../../message/headers.ts';
import type { SipRequest, SipResponse } from '../../message/message.ts';

export interface SampleOptions {
  method?: string;
  branch?: string;
  /** Bytes of body. */
  bodyBytes?: number;
  contact?: string;
  headers?: [name: string, value: string][];
}

export function sampleRequest({
  method = 'OPTIONS',
  branch = 'z9hG4bKsample',
  bodyBytes = 0,
  contact,
  headers = [],
}: SampleOptions = {}): SipRequest {
  return {
    kind: 'request',
    method,
    uri: 'sip:bob@example.com',
    headers: new SipHeaders([
      ['Via', `SIP/2.0/UDP sent-by.invalid;branch=${branch}`],
      ['Max-Forwards', '70'],
      ['From', '<sip:alice@example.com>;tag=a1'],
      ['To', '<sip:bob@example.com>'],
      ['Call-ID', 'call-1@example.com'],
      ['CSeq', `1 ${method}`],
      ...(contact === undefined ? [] : [['Contact', contact] as const]),
      ...headers,
    ]),
    body: new Uint8Array(bodyBytes).fill(0x61),
  };
}

export function sampleResponse(request: SipRequest, status = 200): SipResponse {
  const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].flatMap((name) =>
    request.headers.getAll(name).map((value): [string, string] => [name, value]),
  );
  return {
    kind: 'response',
    status,
    reason: 'Sample',
    headers: new SipHeaders(copied),
    body: new Uint8Array(),
  };
}
