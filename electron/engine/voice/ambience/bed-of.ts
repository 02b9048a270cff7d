/** What is heard beneath the agent in one call, by its settings and its line. */
import { defaultAmbientVolume, type AmbientScene, type AmbientSound } from '#shared/domain/sound.ts';
import { comfortNoise } from './comfort-noise.ts';
import { SoundBed } from './sound-bed.ts';

/** The loop of a place: mono int16 at 16 kHz. Rejects when its file cannot be read. */
export type AmbientSounds = (scene: AmbientScene) => Promise<Int16Array>;

/** The place that an agent wants to be heard in; null for none, or when it would not be heard. */
export function sceneOf(settings: AmbientSound | null | undefined): AmbientScene | null {
  const source = settings?.source ?? 'none';
  return source === 'none' || settings?.volume === 0 ? null : source;
}

export interface BedSettings {
  volume: number | undefined;
  /** The loop of the place; null for none. */
  place: Int16Array | null;
  /** Undefined: as the line wants it. */
  comfortNoise: boolean | undefined;
  isTelephone: boolean;
}

/** Null: frames leave only while the agent speaks, and nothing of this costs anything. */
export function bedOf({ volume, place, comfortNoise: wanted, isTelephone }: BedSettings): SoundBed | null {
  if (place && place.length > 0)
    return new SoundBed({ loop: place, volume: volume ?? defaultAmbientVolume, ducks: true });
  return (wanted ?? isTelephone) ? new SoundBed({ loop: comfortNoise(), volume: 1, ducks: false }) : null;
}
