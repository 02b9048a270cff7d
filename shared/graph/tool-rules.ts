/** The rules about tools: each is complete, of a kind that can be run, and known to the model by a name of its own. */
import { shorten } from '../base/shorten.ts';
import { templateProblems } from '../base/templates.ts';
import { pressKeysFunctionName } from '../domain/line-craft.ts';
import {
  endCallToolConfigSchema,
  httpToolConfigSchema,
  isToolKindName,
  toolConfigSchemas,
  type ToolDocument,
  type ToolKindName,
} from '../domain/tool.ts';
import type { WorkflowDocument, WorkflowProblem } from '../domain/workflow.ts';
import { addressProblem } from './address.ts';
import {
  edgeLabel,
  functionName,
  isOfferedToModel,
  nodeLabel,
  outgoingEdges,
  toolFunctionName,
} from './functions.ts';
import { ofEdge, ofNode, ofWorkflow, type RuleId } from './problem.ts';
import { at, ofIssue, type ToolProblem } from './tool-problem.ts';
import { transferProblems } from './transfer-rules.ts';

export type { ToolProblem } from './tool-problem.ts';

type Rule = (document: WorkflowDocument) => WorkflowProblem[];

const toolsOf = (document: WorkflowDocument): ToolDocument[] => document.workflow_configurations?.tools ?? [];

/** How a tool is named to a person. */
function toolLabel(tool: ToolDocument): string {
  const name = shorten(tool.name?.trim() ?? '');
  return name === '' ? `the tool ${shorten(tool.tool_uuid)}` : `the tool “${name}”`;
}

const ofTool = (rule: RuleId, tool: ToolDocument, message: string): WorkflowProblem =>
  ofWorkflow(rule, 'tools', `${toolLabel(tool)} ${message}`);

function httpProblems(tool: ToolDocument): ToolProblem[] {
  const parsed = httpToolConfigSchema.safeParse(tool.definition.config ?? {});
  if (!parsed.success) return parsed.error.issues.map((issue) => ofIssue(issue, 'cannot be called'));
  const {
    url,
    method,
    parameters,
    preset_parameters: presets,
    body_template: body,
    customMessage,
  } = parsed.data;
  const problems: ToolProblem[] = [];
  const address = addressProblem(url);
  if (address !== null) problems.push(at('url', address));
  const names = [...parameters, ...presets].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) problems.push(at('parameters', `has two parameters called “${shorten(twice)}”.`));
  if (body && (method === 'GET' || method === 'DELETE'))
    problems.push(
      at(
        'body_template',
        `has a body, which ${method} does not send. Choose POST, PUT or PATCH, or remove the body.`,
      ),
    );
  for (const problem of templateProblems(JSON.stringify(body ?? {})))
    problems.push(at('body_template', `has a broken placeholder: ${problem}`));
  for (const { value_template: template } of presets)
    for (const problem of templateProblems(template))
      problems.push(at('preset_parameters', `has a broken placeholder: ${problem}`));
  for (const problem of templateProblems(customMessage ?? ''))
    problems.push(at('customMessage', `has a broken message: ${problem}`));
  return problems;
}

function endCallProblems(tool: ToolDocument): ToolProblem[] {
  const parsed = endCallToolConfigSchema.safeParse(tool.definition.config ?? {});
  if (!parsed.success) return parsed.error.issues.map((issue) => ofIssue(issue, 'cannot end a call'));
  const { messageType, customMessage, audioRecordingId } = parsed.data;
  const problems = templateProblems(customMessage ?? '').map((problem) =>
    at('customMessage', `has a broken message: ${problem}`),
  );
  if (messageType === 'custom' && !customMessage?.trim())
    problems.push(
      at(
        'customMessage',
        'is to say something before it ends the call, but has no message. Write one, or choose none.',
      ),
    );
  if (messageType === 'audio' && !audioRecordingId?.trim() && !customMessage?.trim())
    problems.push(
      at(
        'audioRecordingId',
        'is to play a recording before it ends the call, but names none. Choose one, or none.',
      ),
    );
  return problems;
}

const problemsOfKind: Record<ToolKindName, (tool: ToolDocument) => ToolProblem[]> = {
  http_api: httpProblems,
  end_call: endCallProblems,
  transfer_call: transferProblems,
};

/** Of its config; empty when it can be used. The name is judged where the tool stands. */
export function toolProblems(tool: ToolDocument): ToolProblem[] {
  const { type } = tool.definition;
  if (isToolKindName(type)) return problemsOfKind[type](tool);
  const kinds = Object.keys(toolConfigSchemas).join(', ');
  return [at(null, `is of the kind “${shorten(type)}”, which is not known here. Known kinds: ${kinds}.`)];
}

/** Only tools that a node uses are judged: a document may carry others, of kinds that are not known here. */
const tools: Rule = (document) => {
  const used = new Set(document.nodes.flatMap((node) => node.data.tool_uuids ?? []));
  const problems: WorkflowProblem[] = [];
  const seen = new Map<string, ToolDocument>();
  for (const tool of toolsOf(document)) {
    const first = seen.get(tool.tool_uuid);
    if (first)
      problems.push(
        ofTool('same-id', tool, `has the same tool_uuid as ${toolLabel(first)}: ${shorten(tool.tool_uuid)}.`),
      );
    seen.set(tool.tool_uuid, tool);
    if (!used.has(tool.tool_uuid)) continue;
    if (toolFunctionName(tool.name ?? '') === '')
      problems.push(
        ofTool('tool-name', tool, 'needs a letter a–z or a digit in its name, by which the model calls it.'),
      );
    for (const { message } of toolProblems(tool)) problems.push(ofTool('tool-config', tool, message));
  }
  return problems;
};

/** A node's tools exist, and no two functions of it have one name. */
const toolsOfNodes: Rule = (document) => {
  const problems: WorkflowProblem[] = [];
  const byId = new Map(toolsOf(document).map((tool) => [tool.tool_uuid, tool]));
  for (const node of document.nodes) {
    const uses = new Set(node.data.tool_uuids ?? []);
    if (uses.size === 0) continue;
    const edges = outgoingEdges(document, node.id)
      .filter(({ data }) => isOfferedToModel(data))
      .map(({ data }) => functionName(data.label ?? ''));
    const names = new Map<string, ToolDocument>();
    for (const id of uses) {
      const tool = byId.get(id);
      if (!tool) {
        problems.push(
          ofNode(
            'missing-tool',
            node,
            'tool_uuids',
            `${nodeLabel(node)} uses the tool ${shorten(id)}, which this workflow does not have. Add it to the workflow's tools, or take it out of this step.`,
          ),
        );
        continue;
      }
      const name = toolFunctionName(tool.name ?? '');
      const other = names.get(name);
      names.set(name, tool);
      if (name === '') continue;
      if (other)
        problems.push(
          ofNode(
            'same-function',
            node,
            'tool_uuids',
            `In ${nodeLabel(node)}, ${toolLabel(other)} and ${toolLabel(tool)} are both called ${shorten(name)} by the model. Give each its own name.`,
          ),
        );
      if (edges.includes(name))
        problems.push(
          ofNode(
            'same-function',
            node,
            'tool_uuids',
            `In ${nodeLabel(node)}, ${toolLabel(tool)} and an edge are both called ${shorten(name)} by the model. Rename one of them.`,
          ),
        );
    }
  }
  return problems;
};

/** An agent that may press keys has a function for it in every node: nothing else may be called so. */
const keysOfAgent: Rule = (document) => {
  if (document.workflow_configurations?.press_keys !== true) return [];
  const advice = `is called ${pressKeysFunctionName} by the model, and so is the agent's own way to press keys. Rename it, or switch “May press keys” off.`;
  const used = new Set(document.nodes.flatMap((node) => node.data.tool_uuids ?? []));
  return [
    ...document.edges
      .filter(
        ({ data }) => isOfferedToModel(data) && functionName(data.label ?? '') === pressKeysFunctionName,
      )
      .map((edge) => ofEdge('same-function', edge, 'label', `${edgeLabel(edge)} ${advice}`)),
    ...toolsOf(document)
      .filter(({ tool_uuid: id }) => used.has(id))
      .filter(({ name }) => toolFunctionName(name ?? '') === pressKeysFunctionName)
      .map((tool) => ofTool('same-function', tool, advice)),
  ];
};

export const toolRules: readonly Rule[] = [tools, toolsOfNodes, keysOfAgent];
