/** A description in a person's words, and the draft that the studio's model makes of it. */
import { Button, Loader, Textarea } from '@mantine/core';
import { IconArrowRight, IconPlayerStop, IconSparkles } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { formatRoute } from '../../../app/routes.ts';
import { bridge } from '../../../bridge/index.ts';
import { plural } from '../../../ui/plural.ts';
import { DraftResult } from './draft-result.tsx';
import { useGeneration, type Generation } from './use-generation.ts';
import classes from './describe.module.css';

export interface DescribeFormProps {
  onBegin: (name: string, document: WorkflowDocument) => Promise<void>;
  onGuided: () => void;
}

const example =
  'A hotel’s reception. Callers want to book a room or change a booking. Ask for the days, the number of guests and the name, read it back, and hand over to a person when something is special.';

/** Kept while the dialog is closed: nothing that was typed is lost. */
let typed = '';

export function DescribeForm({ onBegin, onGuided }: DescribeFormProps): ReactElement {
  const [description, setDescription] = useState(typed);
  const { generation, start, stop } = useGeneration();
  const model = useStudioModel();
  useEffect(() => {
    typed = description;
  }, [description]);
  const isRunning = generation.kind === 'running';
  return (
    <div className={classes['form']}>
      <p className={classes['lead']}>
        Say who answers, what callers want, what has to be found out, and how a call ends. You get a draft
        that you can call, look through and change.
      </p>
      <Textarea
        data-autofocus
        label="Description"
        placeholder={example}
        minRows={6}
        maxRows={12}
        autosize
        maxLength={20_000}
        value={description}
        disabled={isRunning}
        onChange={(event) => {
          setDescription(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && mayStart(description, model))
            start(description);
        }}
      />
      {model?.isRehearsal === true ? (
        <div className={classes['notice']}>
          <p>
            No language model is set up. The rehearsal that answers calls here only follows the words of an
            agent and cannot plan one. Add a model under{' '}
            <a href={formatRoute({ screen: 'settings', section: 'providers' })}>Settings</a>, or use the form,
            which needs none.
          </p>
          <Button variant="default" rightSection={<IconArrowRight size={14} />} onClick={onGuided}>
            Guided form
          </Button>
        </div>
      ) : (
        <div className={classes['actions']}>
          {isRunning ? (
            <Button variant="default" leftSection={<IconPlayerStop size={14} />} onClick={stop}>
              Stop
            </Button>
          ) : (
            <Button
              variant={generation.kind === 'done' ? 'default' : 'filled'}
              leftSection={<IconSparkles size={14} />}
              disabled={!mayStart(description, model)}
              onClick={() => {
                start(description);
              }}
            >
              {generation.kind === 'done' ? 'Draw it again' : 'Draw the agent'}
            </Button>
          )}
          <Progress generation={generation} model={model?.name ?? null} />
        </div>
      )}
      {generation.kind === 'failed' && (
        <div className={classes['failure']} role="alert">
          <strong>The model could not be asked</strong>
          <p>{generation.reason}</p>
        </div>
      )}
      {generation.kind === 'done' && (
        <DraftResult draft={generation.draft} onBegin={onBegin} onGuided={onGuided} />
      )}
    </div>
  );
}

const mayStart = (description: string, model: StudioModel | null): boolean =>
  description.trim() !== '' && model?.isRehearsal !== true;

function Progress({ generation, model }: { generation: Generation; model: string | null }): ReactElement {
  if (generation.kind !== 'running') return <span className={classes['quiet']}>{model ?? ''}</span>;
  const { progress } = generation;
  const round =
    progress === null || progress.attempt === 1
      ? 'Asking the model'
      : `Round ${progress.attempt} of 3: mending ${plural(progress.mending, 'problem')}`;
  const size =
    progress === null || progress.characters === 0
      ? ''
      : `, ${progress.characters.toLocaleString('en')} characters so far`;
  return (
    <span className={classes['progress']} role="status">
      <Loader size={14} color="muted" />
      {round}
      {size} …
    </span>
  );
}

interface StudioModel {
  name: string;
  isRehearsal: boolean;
}

/** Who would plan: the studio's own model. Null until it is known. */
function useStudioModel(): StudioModel | null {
  const [model, setModel] = useState<StudioModel | null>(null);
  useEffect(() => {
    let isGone = false;
    const ask = (): void => {
      bridge.call('app.info').then(
        ({ providers, is_rehearsal: isRehearsal }) => {
          if (!isGone) setModel({ name: providers.llm, isRehearsal });
        },
        // Then it is asked all the same, and the studio says what is wrong.
        () => undefined,
      );
    };
    ask();
    const unsubscribe = bridge.on('providers.changed', ask);
    return () => {
      isGone = true;
      unsubscribe();
    };
  }, []);
  return model;
}
