/** Sounds that the studio has in store for its calls. */
import type { AmbientSounds } from '../voice/ambience/bed-of.ts';

export interface CallSounds {
  /** Loops of the places in which an agent may be heard. */
  ambient: AmbientSounds;
}
