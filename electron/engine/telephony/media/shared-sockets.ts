/** The ports of a call, which its early dialogs share; they are free when the last of them is over. */
import type { MediaSockets } from '../rtp/media-sockets.ts';

export class SharedSockets {
  readonly sockets: MediaSockets;
  #users = 1;

  constructor(sockets: MediaSockets) {
    this.sockets = sockets;
  }

  retain(): this {
    this.#users += 1;
    return this;
  }

  /** Once for the first user and once for each `retain`. */
  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.sockets.dispose();
  }
}
