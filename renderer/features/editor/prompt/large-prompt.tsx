/** A prompt with room: the same field over the whole screen. */
import { Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { Knowledge } from './knowledge.ts';
import { PromptBox } from './prompt-box.tsx';
import classes from './prompt.module.css';

export interface LargePromptProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  knowledge: Knowledge;
  placeholder: string;
  problem: string | undefined;
  description: string | undefined;
  onClose: () => void;
  /** Under the field. */
  children: ReactNode;
}

export function LargePrompt(props: LargePromptProps): ReactElement {
  const { label, value, onChange, knowledge, placeholder, problem, description, onClose, children } = props;
  return (
    <Modal
      opened
      onClose={onClose}
      title={label}
      size={980}
      centered
      // The field closes its list of values first.
      closeOnEscape={false}
      // It opens with the cursor in the text.
      trapFocus={false}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <div className={classes['large']}>
        {description !== undefined && <p className={classes['description']}>{description}</p>}
        <PromptBox
          value={value}
          onChange={onChange}
          knowledge={knowledge}
          rows={null}
          placeholder={placeholder}
          attributes={{ 'aria-label': label, ...(problem === undefined ? {} : { 'aria-invalid': 'true' }) }}
          isInvalid={problem !== undefined}
          onEscape={onClose}
          onSize={onClose}
          onView={(made) => made?.view.focus()}
        />
        {problem !== undefined && <p className={classes['problem']}>{problem}</p>}
        {children}
      </div>
    </Modal>
  );
}
