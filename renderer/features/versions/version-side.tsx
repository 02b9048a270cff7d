/** The fields of what is selected in a version, to be read. */
import type { ReactElement } from 'react';
import type { NodeType, WorkflowDocument } from '#shared/domain/workflow.ts';
import { edgeSpec } from '#shared/nodes/edge.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { namesIn } from './change-rows.ts';
import { fieldLabel, valueText } from './field-words.ts';
import { TextDiff } from './text-diff.tsx';
import type { Shown } from './use-shown.ts';
import { versionName } from './version-name.ts';
import { useVersionsStore } from './versions-store.ts';
import classes from './versions.module.css';

export function VersionSide({ shown }: { shown: Shown }): ReactElement {
  const { nodeIds, edgeIds } = useVersionsStore((store) => store.selection);
  const { nodes, edges } = shown.document;
  const node = nodes.find(({ id }) => id === nodeIds[0]);
  const edge = edges.find(({ id }) => id === edgeIds[0]);
  const { version, comparison } = shown;
  return (
    <div className={classes['side']}>
      {node && (
        <Fields kind={node.type} title={node.data.name?.trim() || node.id} element={node} shown={shown} />
      )}
      {!node && edge && (
        <Fields kind="edge" title={edge.data.label?.trim() || 'No label'} element={edge} shown={shown} />
      )}
      {!node && !edge && (
        <>
          <h2 className={classes['title']}>
            {comparison === null
              ? versionName(version)
              : `From ${comparison.before.name} to ${comparison.after.name}`}
          </h2>
          {version.note !== '' && <p>{version.note}</p>}
          <p className={classes['muted']}>Select a node or an edge to read its fields.</p>
        </>
      )}
    </div>
  );
}

interface FieldsProps {
  kind: NodeType | 'edge';
  title: string;
  element: { id: string; data: Record<string, unknown> };
  shown: Shown;
}

function Fields({ kind, title, element, shown }: FieldsProps): ReactElement {
  const { comparison, document } = shown;
  const where = (from: WorkflowDocument): Record<string, unknown> | undefined =>
    [...from.nodes, ...from.edges].find(({ id }) => id === element.id)?.data;
  const before = comparison === null ? element.data : where(comparison.before.document);
  const after = comparison === null ? element.data : where(comparison.after.document);
  const known: readonly string[] = (kind === 'edge' ? edgeSpec : nodeSpecs[kind]).fields.map(
    ({ key }) => key,
  );
  const held = Object.keys({ ...before, ...after });
  const keys = [...known.filter((key) => held.includes(key)), ...held.filter((key) => !known.includes(key))];
  const nameOf = namesIn(document);
  return (
    <>
      <p className={classes['muted']}>{kind === 'edge' ? 'Edge' : nodeSpecs[kind].word}</p>
      <h2 className={classes['title']}>{title}</h2>
      <dl className={classes['fields']}>
        {keys.map((key) => {
          const path = ['data', key];
          const old = valueText(kind, path, before?.[key], nameOf);
          const now = valueText(kind, path, after?.[key], nameOf);
          const isBoth = before !== undefined && after !== undefined;
          return (
            <div key={key}>
              <dt>{fieldLabel(kind, path)}</dt>
              <dd data-changed={isBoth && old !== now}>
                {isBoth && old !== now ? (
                  <TextDiff before={old} after={now} />
                ) : (
                  <div className={classes['text']}>{after === undefined ? old : now}</div>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
