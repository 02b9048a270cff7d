/** What this studio is, and what it carries. */
import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { AppInfo } from '#shared/bridge/contract.ts';
import { LicenceList } from './licence-list.tsx';
import { Row, Section } from './settings-parts.tsx';
import classes from './settings-screen.module.css';

export function AboutSettings({ info }: { info: AppInfo }): ReactElement {
  return (
    <>
      <About info={info} />
      <Section title="Licences" note="Parley is MIT. What comes with it keeps its own licence.">
        <LicenceList />
      </Section>
    </>
  );
}

function About({ info }: { info: AppInfo }): ReactElement {
  return (
    <Section title="This studio">
      <Row
        label="Data directory"
        note={
          info.is_owner
            ? 'Agents, runs and recordings are kept here, on this machine only.'
            : 'Another Parley has this directory open; what you do here is written through it.'
        }
      >
        <div className={classes['path']}>
          <code>{info.data_dir}</code>
          <CopyButton value={info.data_dir}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
      </Row>
      <Row label="Version">
        <span>
          Parley {info.version}, {info.door === 'electron' ? 'desktop' : 'in the browser'}
        </span>
      </Row>
    </Section>
  );
}
