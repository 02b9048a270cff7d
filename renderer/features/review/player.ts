/** Plays the recording; everything on the screen that shows time reads it from here. */

export const speeds = [0.75, 1, 1.25, 1.5, 2] as const;

export interface PlayerState {
  isPlaying: boolean;
  /** The file cannot be loaded or decoded. */
  isBroken: boolean;
  speed: number;
  /** Length of the file once the browser knows it, ms; 0 before. */
  fileMs: number;
}

export class Player {
  readonly #element = new Audio();
  readonly #stateListeners = new Set<() => void>();
  readonly #timeListeners = new Set<(atMs: number) => void>();
  #state: PlayerState = { isPlaying: false, isBroken: false, speed: 1, fileMs: 0 };
  #frame = 0;
  /** A seek asked for before the file was there. */
  #wantedMs: number | null = null;

  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    const element = this.#element;
    element.preload = 'metadata';
    element.addEventListener('play', () => {
      this.#set({ isPlaying: true });
      this.#tick();
    });
    element.addEventListener('pause', () => {
      this.#set({ isPlaying: false });
      this.#tellTime();
    });
    element.addEventListener('ended', () => {
      this.#set({ isPlaying: false });
      this.#tellTime();
    });
    element.addEventListener('seeked', () => {
      this.#tellTime();
    });
    element.addEventListener('error', () => {
      // Letting go of the file is told as an error, too.
      if (element.hasAttribute('src')) this.#set({ isBroken: true, isPlaying: false });
    });
    element.addEventListener('loadedmetadata', () => {
      if (Number.isFinite(element.duration)) this.#set({ fileMs: element.duration * 1000 });
      if (this.#wantedMs !== null) element.currentTime = this.#wantedMs / 1000;
      this.#wantedMs = null;
    });
  }

  /** Begins to load. Answers what lets go of the file again; after that it may be opened anew. */
  open(): () => void {
    const element = this.#element;
    element.src = this.#url;
    return () => {
      cancelAnimationFrame(this.#frame);
      element.pause();
      element.removeAttribute('src');
      element.load();
    };
  }

  /** Stable until something changes, for `useSyncExternalStore`. */
  readonly state = (): PlayerState => this.#state;

  readonly onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  };

  /** Told each frame of the screen while playing, and at each seek. */
  readonly onTime = (listener: (atMs: number) => void): (() => void) => {
    this.#timeListeners.add(listener);
    return () => void this.#timeListeners.delete(listener);
  };

  /** Milliseconds of recording. */
  get atMs(): number {
    return this.#wantedMs ?? this.#element.currentTime * 1000;
  }

  seek(atMs: number): void {
    const target = Math.max(0, atMs);
    if (this.#element.readyState === HTMLMediaElement.HAVE_NOTHING) this.#wantedMs = target;
    else this.#element.currentTime = target / 1000;
    this.#tellTime();
  }

  play(): void {
    // A refusal is told by the `error` event, or was a pause that came quicker.
    void this.#element.play().catch(() => undefined);
  }

  playFrom(atMs: number): void {
    this.seek(atMs);
    this.play();
  }

  toggle(): void {
    if (this.#element.paused) this.play();
    else this.#element.pause();
  }

  setSpeed(speed: number): void {
    this.#element.playbackRate = speed;
    this.#set({ speed });
  }

  readonly #tick = (): void => {
    this.#tellTime();
    if (!this.#element.paused) this.#frame = requestAnimationFrame(this.#tick);
  };

  #tellTime(): void {
    const atMs = this.atMs;
    for (const listener of this.#timeListeners) listener(atMs);
  }

  #set(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#stateListeners) listener();
  }
}
