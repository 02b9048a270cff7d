import { useCallback, useEffect, useState } from 'react';
import { listDevices, noDevices, type AudioDevices } from './audio/microphone.ts';

/** The sound devices plugged in, kept up to date while shown. `revision` asks again, e.g. once a permission was given. */
export function useDevices(revision: unknown): AudioDevices {
  const [devices, setDevices] = useState<AudioDevices>(noDevices);
  const look = useCallback((): void => {
    void listDevices().then(setDevices, () => {
      setDevices(noDevices);
    });
  }, []);
  useEffect(() => {
    look();
    const media = navigator.mediaDevices as MediaDevices | undefined;
    media?.addEventListener('devicechange', look);
    return () => {
      media?.removeEventListener('devicechange', look);
    };
  }, [look, revision]);
  return devices;
}
