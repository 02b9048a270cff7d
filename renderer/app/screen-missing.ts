/** The code of a screen could not be fetched: the studio is gone, or it is another version by now. */
export class ScreenMissing extends Error {
  constructor(cause: unknown) {
    super('The code of this screen could not be fetched.', { cause });
    this.name = 'ScreenMissing';
  }
}
