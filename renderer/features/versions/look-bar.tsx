/** Over a canvas that shows a version: what it is, and that nothing can be edited on it. */
import { Button } from '@mantine/core';
import { Panel } from '@xyflow/react';
import { IconEye } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Shown } from './use-shown.ts';
import { versionName } from './version-name.ts';
import { backToDraft } from './versions-store.ts';
import classes from './versions.module.css';

export function LookBar({ shown }: { shown: Shown }): ReactElement {
  const { comparison, version } = shown;
  return (
    <Panel position="top-center">
      <div className={classes['lookBar']} role="status">
        <IconEye size={15} aria-hidden />
        {comparison === null ? (
          <span>
            <b>{versionName(version)}</b>, to read only
          </span>
        ) : (
          <span>
            From <b>{comparison.before.name}</b> to <b>{comparison.after.name}</b>, to read only
          </span>
        )}
        <Button size="compact-xs" variant="default" onClick={backToDraft}>
          Edit the draft
        </Button>
      </div>
    </Panel>
  );
}
