/** How a new agent begins: from a template, a description, a form, a file, or blank. */
import { Modal, UnstyledButton } from '@mantine/core';
import {
  IconFileImport,
  IconFilePlus,
  IconLayoutGrid,
  IconListDetails,
  IconSparkles,
  type Icon,
} from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { DescribeForm } from '../describe/describe-form.tsx';
import { GuidedForm } from '../describe/guided-form.tsx';
import { newAgentDocument } from '../new-agent.ts';
import { beginWith } from './begin-with.ts';
import { closeNewAgent, useNewAgentDialog, waysToBegin, type WayToBegin } from './new-agent-dialog-state.ts';
import { TemplateGallery } from './template-gallery.tsx';
import classes from './gallery.module.css';

const words: Record<WayToBegin, { label: string; detail: string; icon: Icon }> = {
  templates: { label: 'Templates', detail: 'Agents that work', icon: IconLayoutGrid },
  describe: { label: 'Description', detail: 'A model draws it', icon: IconSparkles },
  guided: { label: 'Guided form', detail: 'Without any model', icon: IconListDetails },
};

export function NewAgentDialog({ onPickFile }: { onPickFile: () => void }): ReactElement {
  const { isOpen, way } = useNewAgentDialog();
  const [isMaking, setMaking] = useState(false);
  const begin: typeof beginWith = async (name, document) => {
    if (isMaking) return;
    setMaking(true);
    await beginWith(name, document);
    setMaking(false);
  };
  return (
    <Modal
      opened={isOpen}
      onClose={closeNewAgent}
      title="New agent"
      size="min(1080px, 94vw)"
      centered
      classNames={{ body: classes['body'] ?? '' }}
    >
      <nav className={classes['ways']} aria-label="Ways to begin">
        {waysToBegin.map((each) => (
          <Way
            key={each}
            {...words[each]}
            isCurrent={each === way}
            onClick={() => {
              useNewAgentDialog.setState({ way: each });
            }}
          />
        ))}
        <hr />
        <Way
          label="Blank agent"
          detail="A greeting and a goodbye"
          icon={IconFilePlus}
          isCurrent={false}
          onClick={() => {
            void begin('New agent', newAgentDocument('New agent'));
          }}
        />
        <Way
          label="From a file"
          detail="JSON, a flow or a bundle"
          icon={IconFileImport}
          isCurrent={false}
          onClick={() => {
            closeNewAgent();
            onPickFile();
          }}
        />
      </nav>
      <section className={classes['content']} aria-label={words[way].label} aria-busy={isMaking}>
        {way === 'templates' && (
          <TemplateGallery
            onPick={({ name, document }) => {
              void begin(name, document);
            }}
          />
        )}
        {way === 'describe' && (
          <DescribeForm
            onBegin={begin}
            onGuided={() => {
              useNewAgentDialog.setState({ way: 'guided' });
            }}
          />
        )}
        {way === 'guided' && <GuidedForm onBegin={begin} />}
      </section>
    </Modal>
  );
}

function Way({
  label,
  detail,
  icon: Icon,
  isCurrent,
  onClick,
}: {
  label: string;
  detail: string;
  icon: Icon;
  isCurrent: boolean;
  onClick: () => void;
}): ReactElement {
  return (
    <UnstyledButton
      className={classes['way']}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onClick}
    >
      <Icon size={18} stroke={1.7} aria-hidden />
      <span>
        <strong>{label}</strong>
        <span>{detail}</span>
      </span>
    </UnstyledButton>
  );
}
