/** A peer that does exactly what a test says, also what no honest one would: answers by hand, requests of any shape. */
import { Dialog } from '../dialog/dialog.ts';
import { SipHeaders } from '../message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { ackForRefusal } from '../transaction/derived-requests.ts';
import { clientKey } from '../transaction/matching.ts';
import { makeResponse, type ResponseContent } from '../transaction/make-response.ts';
import type { Received } from '../transport/transport-layer.ts';
import type { MemoryTransport, MemoryWire } from './memory-wire.ts';
import { sdpOf } from './scripted-media.ts';

type Content = Omit<ResponseContent, 'body'> & { sdp?: string };

export class RawPeer {
  readonly requests: SipRequest[] = [];
  readonly responses: SipResponse[] = [];
  /** What is done at once with a request that comes in. */
  onRequest: (request: SipRequest) => void = () => undefined;
  readonly #wire: MemoryWire;
  readonly #end: MemoryTransport;
  readonly #received = new Map<SipMessage, Received<SipRequest>>();
  readonly #sent = new Map<string, SipRequest>();
  readonly #addresses = new Map<SipRequest, string>();
  #branch = 0;

  constructor(wire: MemoryWire, name: string, address: string) {
    this.#wire = wire;
    this.#end = wire.end(name, address);
    this.#end.onMessage = (received) => {
      const { message } = received;
      if (message.kind === 'response') {
        this.responses.push(message);
        this.#acknowledge(message);
      } else {
        this.#received.set(message, received as Received<SipRequest>);
        this.requests.push(message);
        this.onRequest(message);
      }
    };
  }

  /** Methods that have come in, in their order. */
  get methods(): string[] {
    return this.requests.map(({ method }) => method);
  }

  last(method: string): SipRequest {
    const found = this.requests.findLast((request) => request.method === method);
    if (!found) throw new Error(`No ${method} has come in.`);
    return found;
  }

  answer(request: SipRequest, status: number, { sdp, headers = [], ...content }: Content = {}): SipResponse {
    const { address, port } = this.#end.local;
    const given = [...headers];
    const all: [string, string][] = [];
    if (!given.some(([name]) => name === 'Contact'))
      all.push(['Contact', `<sip:${this.#end.name}@${address}:${port}>`]);
    if (sdp !== undefined) all.push(['Content-Type', 'application/sdp']);
    for (const [name, value] of given) all.push([name, value]);
    const body = sdp === undefined ? {} : { body: new TextEncoder().encode(sdpOf(sdp)) };
    const response = makeResponse(request, status, { ...content, headers: all, ...body });
    const received = this.#received.get(request);
    if (received) this.#end.sendResponse(response, received);
    return response;
  }

  /** Of us, in the dialog that our response to that INVITE has made. */
  dialogOf(invite: SipRequest, tag: string): Dialog {
    const dialog = Dialog.ofRequest(invite, tag);
    dialog.confirm();
    return dialog;
  }

  /** Inside a dialog. */
  ask(dialog: Dialog, method: string, headers: [string, string][] = [], body = ''): SipRequest {
    const { address, port } = this.#end.local;
    const request = dialog.request(method, this.branch(), {
      headers: [['Contact', `<sip:${this.#end.name}@${address}:${port}>`], ...headers],
      body: new TextEncoder().encode(body),
    });
    this.send(request, dialog.nextHop.host);
    return request;
  }

  branch(): string {
    this.#branch += 1;
    return `z9hG4bK-${this.#end.name}-${this.#branch}`;
  }

  /** Refusals of its INVITEs: everybody's transactions do so. */
  #acknowledge(response: SipResponse): void {
    const invite = this.#sent.get(clientKey(response));
    if (invite?.method !== 'INVITE' || response.status < 300) return;
    this.send(ackForRefusal(invite, response), this.#addresses.get(invite) ?? '');
  }

  send(request: SipRequest, address: string): void {
    this.#sent.set(clientKey(request), request);
    this.#addresses.set(request, address);
    this.#end
      .sendRequest(request, { address, port: 5060, transport: 'udp', tls: null })
      .catch(() => undefined);
  }

  /** Outside of any dialog, to that address. */
  request(method: string, address: string, over: [string, string | null][] = [], body = ''): SipRequest {
    const { name, local } = this.#end;
    const headers = new SipHeaders([
      ['Via', `SIP/2.0/UDP via.invalid;rport;branch=${this.branch()}`],
      ['Max-Forwards', '70'],
      ['From', `<sip:${name}@${local.address}>;tag=${name}-tag`],
      ['To', `<sip:somebody@${address}>`],
      ['Call-ID', `${name}-${this.#branch}`],
      ['CSeq', `1 ${method}`],
      ['Contact', `<sip:${name}@${local.address}:${local.port}>`],
    ]);
    for (const [header, value] of over) {
      if (value === null) headers.delete(header);
      else headers.set(header, value);
    }
    const uri = `sip:somebody@${address}`;
    const request: SipRequest = {
      kind: 'request',
      method,
      uri,
      headers,
      body: new TextEncoder().encode(body),
    };
    this.send(request, address);
    return request;
  }

  /** An INVITE with an offer. */
  invite(address: string, over: [string, string | null][] = [], sdp = 'raw-1'): SipRequest {
    return this.request('INVITE', address, [['Content-Type', 'application/sdp'], ...over], sdpOf(sdp));
  }

  get statuses(): string[] {
    return this.responses.map(
      ({ status, headers }) => `${status} ${headers.get('CSeq')?.split(' ')[1] ?? ''}`,
    );
  }

  get timeline() {
    return this.#wire.timeline;
  }
}
