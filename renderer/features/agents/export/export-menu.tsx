import { ActionIcon, Menu } from '@mantine/core';
import {
  IconClipboardText,
  IconFileExport,
  IconFileTypeSvg,
  IconJson,
  IconMarkdown,
  IconPackageExport,
  IconPhoto,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import {
  exportAgent,
  exportKinds,
  exportWords,
  type ExportKind,
  type ExportedAgent,
} from './export-agent.ts';
import classes from './export-menu.module.css';

const icons: Record<ExportKind, Icon> = {
  json: IconJson,
  bundle: IconPackageExport,
  svg: IconFileTypeSvg,
  png: IconPhoto,
  outline: IconMarkdown,
  'copy-outline': IconClipboardText,
};

/** `agent` is asked when something is chosen: the draft as it is then. */
export function ExportMenu({ agent }: { agent: () => ExportedAgent }): ReactElement {
  return (
    <Menu position="bottom-end" width={264}>
      <Menu.Target>
        <ActionIcon aria-label="Export" title="Export">
          <IconFileExport size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ExportItems
          onExport={(kind) => {
            void exportAgent(kind, agent());
          }}
        />
      </Menu.Dropdown>
    </Menu>
  );
}

function ExportItems({ onExport }: { onExport: (kind: ExportKind) => void }): ReactElement {
  return (
    <>
      {exportKinds.map((kind) => {
        const Icon = icons[kind];
        const { label, detail } = exportWords[kind];
        return (
          <Menu.Item
            key={kind}
            leftSection={<Icon size={16} stroke={1.6} />}
            onClick={() => {
              onExport(kind);
            }}
          >
            <span className={classes['label']}>{label}</span>
            <span className={classes['detail']}>{detail}</span>
          </Menu.Item>
        );
      })}
    </>
  );
}
