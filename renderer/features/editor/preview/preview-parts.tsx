/** What is sent, part by part, each with where it comes from. */
import { ActionIcon, CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { Preview } from '#shared/bridge/preview.ts';
import { useEditor } from '../editor-context.ts';
import classes from './preview.module.css';

const partNames = {
  global: 'Global prompt',
  node: 'Prompt of this step',
  recordings: 'List of recordings, written by Parley',
} satisfies Record<Preview['system'][number]['from'], string>;

const partMeanings = { global: 'transition', node: 'agent', recordings: 'muted' } as const;

const messageOrigins = {
  greeting: 'the greeting',
  example: 'an example of what a caller says',
  edge: 'the edge that leads here',
} satisfies Record<Preview['messages'][number]['from'], string>;

const roleWords = { user: 'Caller', assistant: 'Agent', tool: 'Result' } as const;
const functionOrigins = { tool: 'Tool', edge: 'Edge', line: 'Line' } as const;

export interface PreviewPartsProps {
  preview: Preview;
  /** Words for the count of each system part, in their order; empty before they are counted. */
  counts: readonly string[];
}

export function PreviewParts({ preview, counts }: PreviewPartsProps): ReactElement {
  const editor = useEditor();
  const select = (id: string | null): (() => void) | null =>
    id === null || id === preview.node.id
      ? null
      : () => {
          editor.select({ nodeIds: [id], edgeIds: [] });
        };
  return (
    <>
      <h3 className={classes['heading']}>System message</h3>
      {preview.system.length === 0 && <p className={classes['note']}>It is empty: there is no prompt.</p>}
      {preview.system.map(({ from, node_id: nodeId, text }, index) => (
        <Part
          key={from}
          meaning={partMeanings[from]}
          title={partNames[from]}
          aside={counts[index] ?? ''}
          copied={text}
          onOpen={select(nodeId)}
        >
          <pre className={classes['text']}>{text}</pre>
        </Part>
      ))}
      <h3 className={classes['heading']}>Conversation at the first turn here</h3>
      {preview.messages.length === 0 ? (
        <p className={classes['note']}>None yet: the model speaks first.</p>
      ) : (
        <ol className={classes['messages']}>
          {preview.messages.map(({ role, content, calls, from }, index) => (
            <li key={index} data-role={role}>
              <span className={classes['role']}>{roleWords[role]}</span>
              <span className={classes['said']}>
                {content}
                {calls.map((name) => (
                  <code key={name}>calls {name}</code>
                ))}
              </span>
              <span className={classes['origin']}>{messageOrigins[from]}</span>
            </li>
          ))}
        </ol>
      )}
      <h3 className={classes['heading']}>Functions, in this order</h3>
      {preview.functions.length === 0 && <p className={classes['note']}>None: nothing leads on from here.</p>}
      {preview.functions.map((each) => (
        <Part
          key={each.name}
          meaning={each.from === 'edge' ? 'transition' : 'tool'}
          title={<code>{each.name}</code>}
          aside={`${functionOrigins[each.from]} “${each.label}”`}
          copied={JSON.stringify(
            { name: each.name, description: each.description, parameters: each.parameters },
            null,
            2,
          )}
          onOpen={
            each.from === 'edge' && each.source_id !== null
              ? () => {
                  editor.select({ nodeIds: [], edgeIds: [each.source_id ?? ''] });
                }
              : null
          }
        >
          <p className={classes['said']}>{each.description || 'No description.'}</p>
          <Parameters of={each.parameters} />
        </Part>
      ))}
      {preview.not_offered.map(({ source_id: id, label, why }) => (
        <p key={id} className={classes['left']}>
          <span>{label || 'No label'}</span> is not offered. {why}
        </p>
      ))}
    </>
  );
}

function Part({
  meaning,
  title,
  aside,
  copied,
  onOpen,
  children,
}: {
  meaning: string;
  title: ReactNode;
  aside: string;
  copied: string;
  /** Shows where it comes from; null where that is what is looked at. */
  onOpen: (() => void) | null;
  children: ReactNode;
}): ReactElement {
  return (
    <section className={classes['part']} style={{ borderLeftColor: `var(--parley-${meaning})` }}>
      <header className={classes['partHead']}>
        {onOpen === null ? (
          <span className={classes['partTitle']}>{title}</span>
        ) : (
          <Tooltip label="Show where it comes from">
            <UnstyledButton className={classes['partTitle'] ?? ''} onClick={onOpen}>
              {title}
            </UnstyledButton>
          </Tooltip>
        )}
        <span className={classes['origin']}>{aside}</span>
        <Copy text={copied} />
      </header>
      {children}
    </section>
  );
}

export function Copy({ text }: { text: string }): ReactElement {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy'}>
          <ActionIcon size={22} aria-label="Copy" onClick={copy}>
            {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

function Parameters({ of: parameters }: { of: unknown }): ReactElement | null {
  const properties =
    typeof parameters === 'object' && parameters !== null && 'properties' in parameters
      ? parameters.properties
      : null;
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  if (names.length === 0) return null;
  return (
    <p className={classes['note']}>
      It fills in{' '}
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <code>{name}</code>
        </span>
      ))}
      .
    </p>
  );
}
