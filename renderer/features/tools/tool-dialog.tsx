/** A tool in large: its form at the left, the try at the right. */
import { Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { isToolKindName, type ToolDocument } from '#shared/domain/tool.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { kindWord, toolName } from './tool-kinds.ts';
import { ToolForm, type ChangeTool } from './tool-form.tsx';
import { ToolTextsProvider, type ToolTexts } from './tool-texts.tsx';
import { TryPanel } from './try-panel.tsx';
import classes from './tools.module.css';

export interface ToolDialogProps {
  tool: ToolDocument;
  onChange: ChangeTool;
  onClose: () => void;
  /** The agent that carries it; null in the library. */
  document: WorkflowDocument | null;
  history?: ToolTexts['history'];
  /** Above the form, e.g. how it stands to the library. */
  notice?: ReactNode;
  footer: ReactNode;
}

export function ToolDialog(props: ToolDialogProps): ReactElement {
  const { tool, onChange, onClose, document, history, notice, footer } = props;
  const parameters = tool.definition.config?.['parameters'];
  const names = (Array.isArray(parameters) ? (parameters as { name?: unknown }[]) : []).flatMap(({ name }) =>
    typeof name === 'string' ? [name] : [],
  );
  return (
    <Modal
      opened
      onClose={onClose}
      size={1040}
      padding={0}
      title={
        <span className={classes['title']}>
          {toolName(tool)} <span className={classes['kind']}>{kindWord(tool.definition.type)}</span>
        </span>
      }
      classNames={{ header: classes['dialogHead'] ?? '', body: classes['dialogBody'] ?? '' }}
    >
      <ToolTextsProvider document={document} names={names} history={history}>
        <div className={classes['columns']}>
          <div className={classes['fields']}>
            {notice}
            <ToolForm tool={tool} onChange={onChange} />
          </div>
          {isToolKindName(tool.definition.type) && (
            <TryPanel tool={tool} testContext={document?.workflow_configurations?.test_context ?? {}} />
          )}
        </div>
      </ToolTextsProvider>
      <footer className={classes['foot']}>{footer}</footer>
    </Modal>
  );
}
