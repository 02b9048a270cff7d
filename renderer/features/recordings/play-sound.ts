/** Plays a sound of the studio, one at a time: the next stops the one before. */
import { create } from 'zustand';

/** The address that is playing; null for silence. */
export const usePlaying = create<{ url: string | null }>()(() => ({ url: null }));

let element: HTMLAudioElement | null = null;

export function stopSound(url?: string): void {
  if (url !== undefined && usePlaying.getState().url !== url) return;
  element?.pause();
  element = null;
  usePlaying.setState({ url: null });
}

/** @param url as the door loads it. Rejects when it cannot be played. */
export async function playSound(
  url: string,
  { volume = 1, isLoop = false }: { volume?: number; isLoop?: boolean } = {},
): Promise<void> {
  stopSound();
  const audio = new Audio(url);
  element = audio;
  audio.volume = volume;
  audio.loop = isLoop;
  audio.onended = () => {
    if (element === audio) stopSound();
  };
  usePlaying.setState({ url });
  try {
    await audio.play();
  } catch (thrown) {
    // Stopped before it began: what was wanted.
    if (element !== audio) return;
    stopSound();
    throw thrown;
  }
}

/** Of what is playing, while a slider moves. */
export function setVolume(url: string, volume: number): void {
  if (element && usePlaying.getState().url === url) element.volume = volume;
}
