import { Button } from '@mantine/core';
import { IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { longestRecordingMs } from '#shared/domain/sound.ts';
import { formatDuration } from '../../ui/duration.ts';
import { showError } from '../../ui/toast.tsx';
import { openMicrophone, releaseMicrophone } from '../call/audio/microphone.ts';

/** Records from the microphone until it is pressed again, five minutes at most. */
export function MicrophoneButton({ onRecorded }: { onRecorded: (sound: Blob) => void }): ReactElement {
  const recorder = useRef<MediaRecorder | null>(null);
  const [elapsedMs, setElapsedMs] = useState<number | null>(null);
  const isRecording = elapsedMs !== null;
  useEffect(() => {
    if (!isRecording) return undefined;
    const startedAt = Date.now();
    const timer = setInterval(() => {
      const elapsed = Date.now() - startedAt;
      setElapsedMs(elapsed);
      if (elapsed >= longestRecordingMs - 500) recorder.current?.stop();
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [isRecording]);
  // Leaving the form ends the recording, and puts out the browser's light.
  useEffect(
    () => () => {
      recorder.current?.stop();
    },
    [],
  );
  const start = async (): Promise<void> => {
    const microphone = await openMicrophone('');
    if (!microphone.ok) {
      showError(microphone.problem.title, new Error(microphone.problem.advice));
      return;
    }
    const { stream } = microphone;
    const parts: Blob[] = [];
    const recording = new MediaRecorder(stream);
    recording.ondataavailable = ({ data }) => parts.push(data);
    recording.onstop = () => {
      releaseMicrophone(stream);
      recorder.current = null;
      setElapsedMs(null);
      if (parts.some(({ size }) => size > 0)) onRecorded(new Blob(parts, { type: recording.mimeType }));
    };
    recorder.current = recording;
    recording.start();
    setElapsedMs(0);
  };
  return (
    <Button
      variant={isRecording ? 'filled' : 'default'}
      {...(isRecording ? { color: 'error' } : {})}
      leftSection={isRecording ? <IconPlayerStopFilled size={14} /> : <IconMicrophone size={14} />}
      onClick={() => {
        if (isRecording) recorder.current?.stop();
        else void start();
      }}
    >
      {isRecording ? `Stop · ${formatDuration(elapsedMs)}` : 'Record'}
    </Button>
  );
}
