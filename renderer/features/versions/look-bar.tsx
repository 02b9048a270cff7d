/** In the toolbar, in place of what adds steps, while the canvas shows a version: which, and the way back. */
import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Shown } from './use-shown.ts';
import { versionName } from './version-name.ts';
import { backToDraft } from './versions-store.ts';
import classes from './versions.module.css';

export function LookBar({ shown }: { shown: Shown }): ReactElement {
  const { comparison, version } = shown;
  return (
    <div className={classes['lookBar']}>
      <span className={classes['looking']} role="status">
        <IconEye size={15} aria-hidden />
        {comparison === null ? (
          <span>
            <b>{versionName(version)}</b>, to read only
          </span>
        ) : (
          <span>
            What changed from <b>{comparison.before.name}</b> to <b>{comparison.after.name}</b>
          </span>
        )}
      </span>
      <Button variant="default" onClick={backToDraft}>
        Back to the draft
      </Button>
    </div>
  );
}
