/** Tries a tool: its values, the real request, and everything that came of it. */
import { Button, Loader, Select, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { ToolTry } from '#shared/bridge/tools.ts';
import { toolParameterSchema, type ToolDocument, type ToolParameter } from '#shared/domain/tool.ts';
import { bridge } from '../../bridge/index.ts';
import { errorText } from '../../ui/error-text.ts';
import { TryResult } from './try-result.tsx';
import { contextsOf, firstText, neededPaths, valueOf } from './try-values.ts';
import classes from './tools.module.css';

export interface TryPanelProps {
  tool: ToolDocument;
  /** Of the agent; empty in the library. */
  testContext: Readonly<Record<string, unknown>>;
}

const tryNotes: Readonly<Record<string, string>> = {
  end_call: 'Shows what would be said and the outcome. No call is closed.',
  transfer_call:
    'Shows whom it would call and what would be said. Nobody is called; a server that knows whom to call is really asked.',
};

type State =
  { is: 'idle' } | { is: 'running' } | { is: 'done'; result: ToolTry } | { is: 'refused'; why: string };

export function TryPanel({ tool, testContext }: TryPanelProps): ReactElement {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [state, setState] = useState<State>({ is: 'idle' });
  const running = useRef<string | null>(null);
  const stop = (): void => {
    if (running.current !== null) void bridge.call('tools.stop-try', { try_id: running.current });
  };
  // Closing the form gives up what is under way.
  useEffect(() => stop, []);
  const parameters = parametersOf(tool);
  const paths = neededPaths(
    tool,
    parameters.map(({ name }) => name),
  );
  const textOf = (path: string): string => texts[path] ?? firstText(path, testContext);
  const start = async (): Promise<void> => {
    const id = crypto.randomUUID();
    running.current = id;
    setState({ is: 'running' });
    try {
      const given = parameters.flatMap(({ name, type }): [string, unknown][] => {
        const text = values[name] ?? '';
        return text === '' ? [] : [[name, type === 'string' ? text : valueOf(text)]];
      });
      const result = await bridge.call('tools.try', {
        try_id: id,
        tool,
        values: Object.fromEntries(given),
        ...contextsOf(Object.fromEntries(paths.map((path) => [path, textOf(path)]))),
      });
      if (running.current === id) setState({ is: 'done', result });
    } catch (thrown) {
      if (running.current === id) setState({ is: 'refused', why: errorText(thrown) });
    } finally {
      if (running.current === id) running.current = null;
    }
  };
  const isRunning = state.is === 'running';
  return (
    <section className={classes['try']} aria-label="Try it">
      <h3>Try it</h3>
      <p className={classes['note']}>
        {tryNotes[tool.definition.type] ?? 'Sends a real request from this computer.'}
      </p>
      {parameters.map((parameter) => (
        <ParameterValue
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          onChange={(text) => {
            setValues((now) => ({ ...now, [parameter.name]: text }));
          }}
        />
      ))}
      {paths.length > 0 && <h4>Of the call</h4>}
      {paths.map((path) => (
        <TextInput
          key={path}
          label={<code>{path}</code>}
          aria-label={`Value of ${path}`}
          value={textOf(path)}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setTexts((now) => ({ ...now, [path]: text }));
          }}
        />
      ))}
      <div className={classes['row']}>
        <Button
          leftSection={isRunning ? <Loader size={12} color="muted" /> : <IconPlayerPlay size={14} />}
          disabled={isRunning}
          onClick={() => void start()}
        >
          {isRunning ? 'Asking' : state.is === 'idle' ? 'Try' : 'Try again'}
        </Button>
        {isRunning && (
          <Button variant="default" leftSection={<IconPlayerStop size={14} />} onClick={stop}>
            Stop
          </Button>
        )}
      </div>
      <div role="status">
        {state.is === 'refused' && <p className={classes['problem']}>{state.why}</p>}
        {state.is === 'done' && <TryResult result={state.result} />}
      </div>
    </section>
  );
}

function ParameterValue(props: {
  parameter: ToolParameter;
  value: string;
  onChange: (text: string) => void;
}): ReactElement {
  const { parameter, value, onChange } = props;
  const { name, type, required, description } = parameter;
  const shared = {
    label: <code>{name}</code>,
    'aria-label': `Value of ${name}`,
    required,
    ...(description === '' ? {} : { description }),
  };
  if (type === 'boolean')
    return (
      <Select
        {...shared}
        clearable
        placeholder="Not given"
        data={['true', 'false']}
        value={value === '' ? null : value}
        onChange={(next) => {
          onChange(next ?? '');
        }}
      />
    );
  return (
    <TextInput
      {...shared}
      placeholder={type === 'object' ? '{ }' : type === 'array' ? '[ ]' : type}
      inputMode={type === 'number' ? 'decimal' : 'text'}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

function parametersOf({ definition }: ToolDocument): ToolParameter[] {
  const config = definition.config ?? {};
  if (definition.type === 'end_call') {
    if (config['endCallReason'] !== true) return [];
    return [{ name: 'reason', type: 'string', description: 'As the model would give it.', required: true }];
  }
  const resolver = (config['resolver'] ?? {}) as Record<string, unknown>;
  const isDynamic = config['destination_source'] === 'dynamic';
  const list = [config['parameters'], isDynamic ? resolver['parameters'] : []].flatMap((rows: unknown) =>
    Array.isArray(rows) ? (rows as unknown[]) : [],
  );
  return list.flatMap((item) => toolParameterSchema.safeParse(item).data ?? []);
}
