/** Recorded speech of the studio: added, heard, described, taken away. */
import { Button, FileButton, Loader } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useEffect, useState, type DragEvent, type ReactElement } from 'react';
import { followRecordings, useRecordings } from '../../stores/recordings.ts';
import { showError } from '../../ui/toast.tsx';
import { addRecording } from './add-recording.ts';
import { MicrophoneButton } from './microphone-button.tsx';
import { RecordingRow } from './recording-row.tsx';
import classes from './recordings.module.css';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

export function RecordingsList(): ReactElement {
  const recordings = useRecordings((state) => state.recordings);
  const failure = useRecordings((state) => state.failure);
  const [openId, setOpenId] = useState<string | null>(null);
  /** Files that are being converted. */
  const [waiting, setWaiting] = useState(0);
  const [isOver, setIsOver] = useState(false);
  useEffect(followRecordings, []);
  const add = async (file: Blob, name: string): Promise<void> => {
    setWaiting((now) => now + 1);
    try {
      // What is said in it is the next thing to write down.
      setOpenId((await addRecording(file, name)).id);
    } catch (thrown) {
      showError(`“${name}” was not added`, thrown);
    } finally {
      setWaiting((now) => now - 1);
    }
  };
  const addFiles = (files: readonly File[]): void => {
    for (const file of files) void add(file, file.name);
  };
  return (
    <div
      className={classes['zone']}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(false);
        addFiles([...event.dataTransfer.files]);
      }}
    >
      {recordings !== null && recordings.length > 0 && (
        <ul className={classes['list']} aria-label="Recordings">
          {recordings.map((recording) => (
            <RecordingRow
              key={recording.id}
              recording={recording}
              isOpen={openId === recording.id}
              onToggle={() => {
                setOpenId((now) => (now === recording.id ? null : recording.id));
              }}
            />
          ))}
        </ul>
      )}
      {failure !== null && (
        <p className={classes['failure']}>The recordings could not be listed: {failure}</p>
      )}
      <div className={classes['actions']}>
        <FileButton multiple accept="audio/*,.wav" onChange={addFiles}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFilePlus size={14} />}>
              Add a file
            </Button>
          )}
        </FileButton>
        <MicrophoneButton
          onRecorded={(sound) => {
            void add(sound, 'Recorded here');
          }}
        />
        {waiting > 0 && <Loader size={16} aria-label="Being added" />}
      </div>
    </div>
  );
}
