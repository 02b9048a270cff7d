import { IconFileImport } from '@tabler/icons-react';
import { useState, type DragEvent, type ReactElement, type ReactNode } from 'react';
import classes from './drop-zone.module.css';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** Takes files dropped anywhere on it. */
export function DropZone({
  onFiles,
  children,
}: {
  onFiles: (files: readonly File[]) => void;
  children: ReactNode;
}): ReactElement {
  /** Enter and leave come for every child: the drag is over when they balance. */
  const [depth, setDepth] = useState(0);
  return (
    <div
      className={classes['zone']}
      onDragEnter={(event) => {
        if (hasFiles(event)) setDepth((now) => now + 1);
      }}
      onDragLeave={(event) => {
        if (hasFiles(event)) setDepth((now) => Math.max(0, now - 1));
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDepth(0);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {depth > 0 && (
        <div className={classes['over']}>
          <IconFileImport size={22} aria-hidden />
          Drop workflow files to import them
        </div>
      )}
    </div>
  );
}
