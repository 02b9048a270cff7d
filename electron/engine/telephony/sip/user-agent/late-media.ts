/** The media of a call that came in: brought by who takes it, after the dialog is there. */
import { SipError } from '../../../base/errors.ts';
import type { SessionMedia } from './api.ts';

export class LateMedia implements SessionMedia {
  #media: SessionMedia | null = null;

  get isThere(): boolean {
    return this.#media !== null;
  }

  set(media: SessionMedia): void {
    this.#media = media;
  }

  get media(): SessionMedia {
    if (!this.#media) throw new SipError('sip-refused', 'The call has no media yet.', { status: 488 });
    return this.#media;
  }

  createOffer(options?: { held?: boolean }): string | Promise<string> {
    return this.media.createOffer(options);
  }

  createAnswer(offer: string): string | Promise<string> {
    return this.media.createAnswer(offer);
  }

  applyAnswer(answer: string, early: boolean): void | Promise<void> {
    return this.media.applyAnswer(answer, early);
  }

  rollBack(): void {
    this.#media?.rollBack();
  }

  fork(): SessionMedia {
    return this.media.fork();
  }

  close(): void {
    this.#media?.close();
  }
}
