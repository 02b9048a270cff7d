/**
 * What went over the wire, by call: each SIP message as text without its secrets, and now and then a look at the media. Bounded,
 * since strangers choose Call-IDs and send as many messages as they like.
 */
import type { MediaQuality, WireEntry } from '#shared/domain/phone-call.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { withoutSecrets } from '../sip/auth/without-secrets.ts';
import { formatEndpoint } from '../sip/transport/network-error.ts';
import type { WireMessage } from '../sip/transport/transport-layer.ts';

export interface WireLogLimits {
  /** Of one call; beyond them the middle is left out, since a call's beginning and its end tell the most. */
  entriesPerCall: number;
  charactersPerCall: number;
  /** Of all calls; beyond it the log of the call that has been silent longest is dropped, held ones last. */
  characters: number;
  calls: number;
}

export const defaultWireLogLimits: WireLogLimits = {
  entriesPerCall: 500,
  charactersPerCall: 512 * 1024,
  characters: 16 * 1024 * 1024,
  calls: 1000,
};

export interface LoggedEntry {
  callId: string;
  entry: WireEntry;
}

interface CallLog {
  entries: WireEntry[];
  characters: number;
  holds: number;
}

/** Of an entry that is no message. */
const mediaCharacters = 500;

export class WireLog implements Disposable {
  readonly #limits: WireLogLimits;
  readonly #added = new Emitter<LoggedEntry>();
  /** In the order of their last entry. */
  readonly #calls = new Map<string, CallLog>();
  readonly #decoder = new TextDecoder();
  #characters = 0;

  constructor(limits: Partial<WireLogLimits> = {}) {
    this.#limits = { ...defaultWireLogLimits, ...limits };
  }

  /** Each entry as it is made. */
  get onEntry(): Emitter<LoggedEntry>['on'] {
    return this.#added.on;
  }

  /** Calls and characters kept, for tests of the bound. */
  get size(): { calls: number; characters: number } {
    return { calls: this.#calls.size, characters: this.#characters };
  }

  /** The hook for `SipTransports.onWire`. */
  record({ direction, transport, local, remote, callId, bytes, timeMs }: WireMessage): void {
    this.#add(callId, {
      kind: 'sip',
      time_ms: timeMs,
      direction,
      transport,
      local: formatEndpoint(local),
      remote: formatEndpoint(remote),
      text: withoutSecrets(this.#decoder.decode(bytes)),
    });
  }

  recordMedia(
    callId: string,
    media: { timeMs: number; local: string; remote: string; quality: MediaQuality },
  ): void {
    const { timeMs: time_ms, local, remote, quality } = media;
    this.#add(callId, { kind: 'rtp', time_ms, local, remote, quality });
  }

  /** Oldest first. */
  entries(callId: string): WireEntry[] {
    return [...(this.#calls.get(callId)?.entries ?? [])];
  }

  /** The log of a call that is up is not dropped for those of strangers. */
  hold(callId: string): Disposable {
    const log = this.#logOf(callId);
    log.holds += 1;
    let isHeld = true;
    return {
      dispose: () => {
        if (isHeld) log.holds -= 1;
        isHeld = false;
      },
    };
  }

  /** It has been kept elsewhere. */
  forget(callId: string): void {
    this.#characters -= this.#calls.get(callId)?.characters ?? 0;
    this.#calls.delete(callId);
  }

  dispose(): void {
    this.#added.dispose();
    this.#calls.clear();
    this.#characters = 0;
  }

  #add(callId: string, entry: WireEntry): void {
    const log = this.#logOf(callId);
    this.#calls.delete(callId);
    this.#calls.set(callId, log);
    log.entries.push(entry);
    this.#count(log, sizeOf(entry));
    while (log.entries.length > 1 && this.#isTooLong(log)) {
      const [dropped] = log.entries.splice(this.#middleOf(log), 1);
      if (dropped) this.#count(log, -sizeOf(dropped));
    }
    this.#makeRoom(callId);
    this.#added.emit({ callId, entry });
  }

  #logOf(callId: string): CallLog {
    let log = this.#calls.get(callId);
    if (!log) {
      log = { entries: [], characters: 0, holds: 0 };
      this.#calls.set(callId, log);
    }
    return log;
  }

  #isTooLong({ entries, characters }: CallLog): boolean {
    return entries.length > this.#limits.entriesPerCall || characters > this.#limits.charactersPerCall;
  }

  /** The first entry behind the beginning: a quarter of what may be kept. The newest is never it. */
  #middleOf({ entries }: CallLog): number {
    return Math.min(Math.floor(this.#limits.entriesPerCall / 4), Math.max(0, entries.length - 2));
  }

  #makeRoom(except: string): void {
    for (const wantsHeld of [false, true]) {
      for (const [callId, { holds }] of this.#calls) {
        if (this.#calls.size <= this.#limits.calls && this.#characters <= this.#limits.characters) return;
        if (callId !== except && holds > 0 === wantsHeld) this.forget(callId);
      }
    }
  }

  #count(log: CallLog, characters: number): void {
    log.characters += characters;
    this.#characters += characters;
  }
}

function sizeOf(entry: WireEntry): number {
  return entry.kind === 'sip' ? entry.text.length : mediaCharacters;
}
