/** What a node alone tells. */
import type { WorkflowNode } from '../../domain/workflow.ts';
import { nodeLabel } from '../functions.ts';
import { ofNode, type WorkflowHint } from './hint.ts';
import { remembered } from './remembered.ts';

/** Names that the run itself fills in; an extracted variable of that name stays in `extracted_variables` only. */
export const reservedVariableNames: ReadonlySet<string> = new Set([
  'nodes_visited',
  'call_tags',
  'extracted_variables',
  'mapped_call_disposition',
  'call_id',
  'answered_by',
  '__proto__',
]);

function greetingHints(node: WorkflowNode): WorkflowHint[] {
  const { greeting_type: kind, greeting, greeting_recording_id: recording } = node.data;
  if (node.type !== 'startCall' || kind !== 'audio') return [];
  const hints: WorkflowHint[] = [];
  if (!recording?.trim())
    hints.push(
      ofNode(
        'no-recording',
        node,
        'greeting_recording_id',
        `${nodeLabel(node)} is to greet with a recording, but none is chosen; its text is spoken instead. Choose one, or let it speak.`,
      ),
    );
  if (!greeting?.trim())
    hints.push(
      ofNode(
        'no-greeting',
        node,
        'greeting',
        `${nodeLabel(node)} greets with a recording; write the same greeting as text for calls where it cannot be played.`,
      ),
    );
  return hints;
}

function extractionHints(node: WorkflowNode): WorkflowHint[] {
  const { extraction_enabled: isOn, extraction_variables: variables } = node.data;
  if (isOn !== true) return [];
  const field = 'extraction_variables';
  const names = (variables ?? []).map(({ name }) => name);
  if (names.length === 0)
    return [
      ofNode(
        'no-variables',
        node,
        field,
        `${nodeLabel(node)} is to find values, but lists no variable. Add one, or switch it off.`,
      ),
    ];
  const hints: WorkflowHint[] = [];
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name) && name !== '')
      hints.push(
        ofNode(
          'same-variable',
          node,
          field,
          `${nodeLabel(node)} lists the variable “${name}” twice. Take one out.`,
          name,
        ),
      );
    seen.add(name);
    if (reservedVariableNames.has(name))
      hints.push(
        ofNode(
          'reserved-variable',
          node,
          field,
          `${nodeLabel(node)}: the run fills in “${name}” itself; call the variable something else.`,
          name,
        ),
      );
  }
  return hints;
}

const hintsOf = remembered((node: WorkflowNode) => [...greetingHints(node), ...extractionHints(node)]);

export const nodeHints = ({ nodes }: { nodes: readonly WorkflowNode[] }): WorkflowHint[] =>
  nodes.flatMap(hintsOf);
