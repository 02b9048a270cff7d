import { Button, Collapse, NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import {
  turnTakingPresetNames,
  turnTakingPresets,
  turnTakingRanges,
  type TurnTaking,
  type TurnTakingPreset,
  type TurnTakingSettings,
} from '#shared/domain/turn-taking.ts';
import { patchConfigurations, type Patch } from './edits.ts';
import { useDocument, useEditor, useFieldProblem } from './editor-context.ts';
import classes from './inspector.module.css';
import { patchedTurnTaking } from './turn-taking-edits.ts';

const presets: Record<TurnTakingPreset, { name: string; line: string }> = {
  patient: {
    name: 'Patient',
    line: 'Lets people think and dictate. Answers come later, and few callers are cut off.',
  },
  balanced: {
    name: 'Balanced',
    line: 'Answers soon after a finished sentence, and waits for an unfinished one.',
  },
  quick: {
    name: 'Quick',
    line: 'Answers at once. Callers who pause in mid-sentence are cut off more often.',
  },
};

type NumberField = keyof typeof turnTakingRanges;
type SwitchField = Exclude<keyof TurnTakingSettings, NumberField>;

interface Field<T> {
  field: T;
  label: string;
  description: string;
}

const interruption: Field<NumberField>[] = [
  {
    field: 'hold_speech_ms',
    label: 'Speech that holds the agent',
    description: 'The agent pauses at once, before it is clear what the sound is.',
  },
  {
    field: 'interruption_decision_ms',
    label: 'Longest hold',
    description: 'By then the agent has stopped or goes on where it was.',
  },
  {
    field: 'interruption_speech_ms',
    label: 'Voice that stops the agent',
    description: 'Where the recogniser tells no words before the end of a turn.',
  },
  {
    field: 'minimum_words',
    label: 'Words that stop the agent',
    description: 'Where it tells them as they come.',
  },
];

const endOfTurn: Field<NumberField>[] = [
  {
    field: 'answer_silence_ms',
    label: 'After a whole answer',
    description: 'A yes or no, or an example of the step.',
  },
  {
    field: 'complete_silence_ms',
    label: 'After a finished sentence',
    description: '“I would like to book a table”',
  },
  {
    field: 'plain_silence_ms',
    label: 'When nothing is known',
    description: 'A single word, or no words yet.',
  },
  {
    field: 'unfinished_silence_ms',
    label: 'In mid-sentence',
    description: '“My number is …”, “and then I …”',
  },
];

const detection: Field<NumberField>[] = [
  { field: 'speech_probability', label: 'Counts as speech from', description: 'Probability, 0–1.' },
  {
    field: 'silence_probability',
    label: 'Counts as silence below',
    description: 'Lower than the one before.',
  },
  { field: 'minimum_speech_ms', label: 'Shortest utterance', description: 'Less is a click.' },
];

const switches: Field<SwitchField>[] = [
  {
    field: 'ignore_backchannels',
    label: 'Talk on through “mm-hm”, “right”, “okay”',
    description: 'Unless the agent has just asked a question.',
  },
  {
    field: 'read_words',
    label: 'Read the words to tell whether the caller is done',
    description: 'English, German, Spanish and French.',
  },
  {
    field: 'adapt_to_pauses',
    label: 'Wait about as long as this caller pauses',
    description: 'Longer for the slow, shorter for the quick, within bounds.',
  },
  {
    field: 'speculate',
    label: 'Begin the answer before the end of the turn is certain',
    description: 'Faster; costs tokens when the caller goes on after all.',
  },
];

/** When a turn begins and ends, and what stops the agent. */
export function TurnTakingForm(): ReactElement {
  const editor = useEditor();
  const chosen = useDocument().workflow_configurations?.turn_taking ?? {};
  const problem = useFieldProblem('workflow', null)('turn_taking');
  const [isOpen, setOpen] = useState(false);
  const preset = chosen.preset ?? 'balanced';
  const base = turnTakingPresets[preset];

  const set = (patch: Patch<TurnTaking>, field: string): void => {
    editor.edit((now) => {
      const before = now.workflow_configurations?.turn_taking ?? {};
      return patchConfigurations(now, { turn_taking: patchedTurnTaking(before, patch) });
    }, `agent.turn_taking.${field}`);
  };

  const numberOf = ({ field, label, description }: Field<NumberField>): ReactElement => {
    const [min, max, step] = turnTakingRanges[field];
    const isMs = field.endsWith('_ms');
    return (
      <NumberInput
        key={field}
        label={label}
        description={description}
        suffix={isMs ? ' ms' : ''}
        min={min}
        max={max}
        step={step}
        decimalScale={step < 1 ? 2 : 0}
        clampBehavior="blur"
        placeholder={`${base[field]}${isMs ? ' ms' : ''}`}
        value={chosen[field] ?? ''}
        onChange={(value) => {
          // What is being typed may be outside the range; it is kept once it is inside.
          if (value === '') set({ [field]: undefined }, field);
          else if (typeof value === 'number' && value >= min && value <= max) set({ [field]: value }, field);
        }}
      />
    );
  };
  const group = (title: string, fields: Field<NumberField>[]): ReactElement => (
    <>
      <h3 className={classes['heading']}>{title}</h3>
      {fields.map(numberOf)}
    </>
  );
  const own = Object.keys(chosen).filter((key) => key !== 'preset').length;

  return (
    <section className={classes['section']} aria-label="Turn-taking">
      <h3 className={classes['heading']}>Turn-taking</h3>
      <SegmentedControl
        fullWidth
        aria-label="Turn-taking preset"
        data={turnTakingPresetNames.map((value) => ({ value, label: presets[value].name }))}
        value={preset}
        onChange={(value) => {
          set({ preset: value }, 'preset');
        }}
      />
      <p className={classes['note']}>{presets[preset].line}</p>
      {problem === undefined ? null : (
        <p className={classes['note']} role="alert">
          {problem}
        </p>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        justify="flex-start"
        leftSection={
          isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
        }
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {own === 0 ? 'Advanced' : `Advanced (${own} set)`}
      </Button>
      <Collapse expanded={isOpen}>
        <div className={classes['section']}>
          {switches.map(({ field, label, description }) => (
            <Switch
              key={field}
              label={label}
              description={description}
              checked={chosen[field] ?? base[field]}
              onChange={(event) => {
                set({ [field]: event.currentTarget.checked }, field);
              }}
            />
          ))}
          {group('Silence that ends a turn', endOfTurn)}
          {group('Interruption', interruption)}
          {group('Voice detection', detection)}
        </div>
      </Collapse>
    </section>
  );
}
