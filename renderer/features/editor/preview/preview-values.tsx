/** The values that the preview is made with: test values as they are, what earlier steps find as it is typed here. */
import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ExtractionVariable } from '#shared/domain/workflow.ts';
import { nothingSelected } from '../../../canvas/adapter.ts';
import { setPanelOpen } from '../../../stores/layout.ts';
import { patchConfigurations } from '../edits.ts';
import { useDocument, useEditor } from '../editor-context.ts';
import { testValueText } from '../prompt/suggestions.ts';
import type { UsedValues } from './used-values.ts';
import classes from './preview.module.css';

export interface PreviewValuesProps {
  used: UsedValues;
  typed: Readonly<Record<string, string>>;
  onType: (name: string, text: string) => void;
}

export function PreviewValues({ used, typed, onType }: PreviewValuesProps): ReactElement {
  const editor = useEditor();
  const testContext = useDocument().workflow_configurations?.test_context ?? {};
  const declare = (name: string): void => {
    editor.edit((now) =>
      patchConfigurations(now, {
        test_context: { ...now.workflow_configurations?.test_context, [name]: '' },
      }),
    );
  };
  const showSettings = (): void => {
    setPanelOpen('inspector', true);
    editor.select(nothingSelected);
  };
  return (
    <div className={classes['values']} role="group" aria-label="Values">
      <h3 className={classes['heading']}>Found in the call</h3>
      {used.gathered.length === 0 && <p className={classes['note']}>These prompts name none.</p>}
      {used.gathered.map((variable) => (
        <Gathered
          key={variable.name}
          variable={variable}
          text={typed[variable.name] ?? ''}
          onType={(text) => {
            onType(variable.name, text);
          }}
        />
      ))}
      <h3 className={classes['heading']}>Test values</h3>
      {used.given.length === 0 && <p className={classes['note']}>These prompts name none.</p>}
      {used.given.length > 0 && (
        <dl className={classes['given']}>
          {used.given.map(({ name, isDeclared }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {isDeclared ? (
                  testValueText({ testValue: testContext[name] })
                ) : (
                  <Button
                    variant="default"
                    size="compact-xs"
                    leftSection={<IconPlus size={11} />}
                    aria-label={`Declare ${name} as a test value`}
                    onClick={() => {
                      declare(name);
                    }}
                  >
                    Declare
                  </Button>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className={classes['aside']}>
        <Button variant="subtle" color="muted" size="compact-xs" onClick={showSettings}>
          Edit test values
        </Button>
      </div>
    </div>
  );
}

function Gathered({
  variable: { name, type, options },
  text,
  onType,
}: {
  variable: ExtractionVariable;
  text: string;
  onType: (text: string) => void;
}): ReactElement {
  const choices = type === 'boolean' ? ['true', 'false'] : (options ?? []);
  if (choices.length > 0)
    return (
      <Select
        label={name}
        placeholder="not found yet"
        clearable
        data={[...new Set(choices)]}
        value={text === '' ? null : text}
        onChange={(chosen) => {
          onType(chosen ?? '');
        }}
      />
    );
  return (
    <TextInput
      label={name}
      placeholder="not found yet"
      inputMode={type === 'number' ? 'decimal' : 'text'}
      error={type === 'number' && text !== '' && !Number.isFinite(Number(text)) ? 'Not a number' : undefined}
      value={text}
      onChange={(event) => {
        onType(event.currentTarget.value);
      }}
    />
  );
}
