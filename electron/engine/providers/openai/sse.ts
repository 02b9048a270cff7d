/** Server-sent events (WHATWG HTML §9.2) from an answer's bytes. */
import { createParser } from 'eventsource-parser';
import { notUnderstood, type FailureContext } from './errors.ts';

/** No event of these protocols comes near this; a server that sends more is broken. In characters. */
const MAX_EVENT_CHARACTERS = 8_000_000;

export interface ServerEvent {
  /** The `event` field; `message` where there is none. */
  event: string;
  data: string;
}

/** Turns any split of a stream's bytes into the same events, and into nothing what the stream's end cut off. */
export class ServerEventReader {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #parser: ReturnType<typeof createParser>;
  #events: ServerEvent[] = [];
  #overflow = false;

  constructor() {
    this.#parser = createParser({
      maxBufferSize: MAX_EVENT_CHARACTERS,
      onEvent: ({ event, data }) => {
        this.#events.push({ event: event ?? 'message', data });
      },
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') this.#overflow = true;
      },
    });
  }

  /** The events that these bytes complete. Throws when one is longer than any could be. */
  push(bytes: Uint8Array, context: FailureContext): ServerEvent[] {
    this.#events = [];
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    if (this.#overflow) {
      throw notUnderstood(context, 'sent an event without end');
    }
    return this.#events;
  }
}
