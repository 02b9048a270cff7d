/** A vendor's way to speak several texts over one socket, as data and pure functions. */
import type { VendorError } from './vendor-error.ts';
import type { Refusal, RefusalMeaning } from './vendor-socket.ts';

/** What a vendor's message means. */
export type SpeechMessage =
  | { type: 'audio'; context: string; bytes: Uint8Array }
  | { type: 'done'; context: string }
  /** Context null: everything on this socket is over. */
  | { type: 'error'; context: string | null; error: VendorError };

export interface SpeechProtocol {
  vendor: string;
  secret: string;
  /** Contexts that the vendor allows open on one socket. */
  maximumContexts: number;
  /** Contexts of different keys need different sockets (a voice in the address, for one). */
  socketKey: (voice: string) => string;
  connect: (voice: string) => { url: URL; headers: Record<string, string> };
  /** Messages that say the text in a new context, to its end. */
  begin: (context: string, text: string, voice: string) => string[];
  /**
   * The message that makes the vendor stop. Null where the protocol has none: then the socket itself is left, and another
   * is opened for the next text.
   */
  cancel: ((context: string) => string) | null;
  /** Never throws. */
  parse: (text: string) => SpeechMessage[];
  classify: (refusal: Refusal) => RefusalMeaning | null;
}
