/**
 * What a person is told of a document that came from elsewhere: what forbids calling it, what is kept but does nothing
 * here, and what it does not say, so that a default holds.
 */
import { shorten } from '../base/shorten.ts';
import {
  workflowConfigurationsSchema,
  workflowDocumentSchema,
  workflowEdgeSchema,
  workflowNodeSchema,
  type WorkflowDocument,
  type WorkflowProblem,
} from '../domain/workflow.ts';
import { edgeSpec } from '../nodes/edge.ts';
import { keysOf, type Field } from '../nodes/field.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { LaterKey } from '../nodes/spec.ts';
import { isShown } from '../nodes/values.ts';
import { edgeLabel, nodeLabel } from './functions.ts';
import { rules } from './rules.ts';

interface Place {
  kind: WorkflowProblem['kind'];
  id: string | null;
  /** In words: `“Book” (book)`, `the workflow`. */
  where: string;
}

/** Keys that stay in the document, and go out again with it, without doing anything here. */
export interface KeptKeys extends Place {
  /** `later`: a capability that Parley does not have yet; `drawing`: how another editor drew it; `unknown`: nobody knows. */
  reason: 'later' | 'drawing' | 'unknown';
  keys: string[];
  /** In a clause: `documents of a knowledge base to look things up in`. */
  meaning: string;
}

/** Fields that the document says nothing about. */
export interface DefaultedFields extends Place {
  /** `value` as a person reads it: `off`, `2 s`. */
  fields: { key: string; label: string; value: string }[];
}

export interface ImportReport {
  problems: WorkflowProblem[];
  kept: KeptKeys[];
  defaulted: DefaultedFields[];
}

/** What React Flow writes beside a node's or an edge's data. */
const drawingKeys: ReadonlySet<string> = new Set([
  'animated',
  'ariaLabel',
  'className',
  'deletable',
  'draggable',
  'dragging',
  'extent',
  'handleBounds',
  'height',
  'hidden',
  'interactionWidth',
  'internals',
  'invalid',
  'validationMessage',
  'label',
  'markerEnd',
  'markerStart',
  'measured',
  'parentId',
  'pathOptions',
  'positionAbsolute',
  'resizing',
  'selectable',
  'selected',
  'selected_through_edge',
  'hovered_through_edge',
  'sourceHandle',
  'sourcePosition',
  'style',
  'targetHandle',
  'targetPosition',
  'type',
  'width',
  'zIndex',
]);

const drawing = 'how another editor drew it';
const unknown = 'nothing that Parley knows';

/** Names that are listed of one place; more are counted only. */
const listedKeys = 20;

function listed(keys: readonly string[]): string[] {
  const shown = keys.slice(0, listedKeys).map((key) => shorten(key));
  return keys.length > listedKeys ? [...shown, `${keys.length - listedKeys} more`] : shown;
}

function isHeld(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** @param around the thing itself, of which `data` is a part */
function keptOf(
  place: Place,
  around: { given: object; known: object },
  data: { given: Record<string, unknown>; known: ReadonlySet<string>; later: readonly LaterKey[] },
): KeptKeys[] {
  const kept: KeptKeys[] = data.later
    .filter(({ key }) => isHeld(data.given[key]))
    .map(({ key, meaning }) => ({ ...place, reason: 'later', keys: [key], meaning }));
  const later = new Set(data.later.map(({ key }) => key));
  const beside = Object.keys(around.given).filter((key) => !Object.hasOwn(around.known, key));
  const within = Object.keys(data.given).filter((key) => !data.known.has(key) && !later.has(key));
  const isDrawing = (key: string): boolean => drawingKeys.has(key);
  const drawn = [...beside, ...within].filter(isDrawing);
  const others = [...beside, ...within].filter((key) => !isDrawing(key));
  if (drawn.length > 0) kept.push({ ...place, reason: 'drawing', keys: listed(drawn), meaning: drawing });
  if (others.length > 0) kept.push({ ...place, reason: 'unknown', keys: listed(others), meaning: unknown });
  return kept;
}

/** Switches, numbers and choices on which the call depends: a text that is not there is simply empty. */
function defaultedOf(
  place: Place,
  fields: readonly Field<string>[],
  data: Record<string, unknown>,
): DefaultedFields[] {
  const defaulted = fields.flatMap((field) => {
    const { key, label } = field;
    if (data[key] !== undefined || !isShown(fields, data, field)) return [];
    if (field.kind === 'switch') return [{ key, label, value: field.default ? 'on' : 'off' }];
    if (field.kind === 'number') return [{ key, label, value: `${field.default} ${field.unit}` }];
    return field.kind === 'choice' ? [{ key, label, value: field.default }] : [];
  });
  return defaulted.length === 0 ? [] : [{ ...place, fields: defaulted }];
}

/** Never throws. */
export function importReport(document: WorkflowDocument): ImportReport {
  const kept: KeptKeys[] = [];
  const defaulted: DefaultedFields[] = [];
  for (const node of document.nodes) {
    const place: Place = { kind: 'node', id: node.id, where: nodeLabel(node) };
    const { fields, later } = nodeSpecs[node.type];
    const known = new Set<string>(fields.flatMap(keysOf));
    kept.push(
      ...keptOf(place, { given: node, known: workflowNodeSchema.shape }, { given: node.data, known, later }),
    );
    defaulted.push(...defaultedOf(place, fields, node.data));
  }
  const ofEdges = new Set<string>(edgeSpec.fields.flatMap(keysOf));
  for (const edge of document.edges)
    kept.push(
      ...keptOf(
        { kind: 'edge', id: edge.id, where: edgeLabel(edge) },
        { given: edge, known: workflowEdgeSchema.shape },
        { given: edge.data, known: ofEdges, later: edgeSpec.later },
      ),
    );
  kept.push(
    ...keptOf(
      { kind: 'workflow', id: null, where: 'the workflow' },
      { given: document, known: workflowDocumentSchema.shape },
      {
        given: document.workflow_configurations ?? {},
        known: new Set(Object.keys(workflowConfigurationsSchema.shape)),
        later: [],
      },
    ),
  );
  return { problems: rules.flatMap((rule) => rule(document)), kept, defaulted };
}
