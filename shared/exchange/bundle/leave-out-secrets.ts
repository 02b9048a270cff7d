/** An agent to hand to somebody else: without keys that somebody wrote into its tools, webhooks and reviews. */
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { edgeLabel, nodeLabel } from '../../graph/functions.ts';
import { isObject } from '../json-shape.ts';

/** Headers and keys that carry secrets by their name. */
const secretName =
  /auth|cookie|token|secret|password|passwd|credential|signature|(?:api|access|private)[-_]?key|^x-.*key$/i;
/** A value that is only a placeholder tells nothing. */
const placeholder = /^\s*(?:bearer\s+|basic\s+)?\{\{[^{}]*\}\}\s*$/i;

export interface WithoutSecrets {
  document: WorkflowDocument;
  /** What was taken out, in words. */
  leftOut: string[];
  /** Ids of the credentials that the agent needs; the secrets themselves are never in a document. */
  credentials: string[];
}

export function leaveOutSecrets(document: WorkflowDocument): WithoutSecrets {
  const leftOut: string[] = [];
  const credentials = new Set<string>();
  const clean = (value: unknown, place: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => cleanPair(item, place));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, held]): [string, unknown] => {
      if (typeof held !== 'string') return [key, clean(held, place)];
      if (/credential_uuid$/.test(key)) {
        if (held.trim() !== '') credentials.add(held);
        return [key, held];
      }
      if (secretName.test(key) && held.trim() !== '' && !placeholder.test(held)) {
        leftOut.push(`“${key}” of ${place}`);
        return [key, ''];
      }
      return [key, withoutUserinfo(held, place)];
    });
    return Object.fromEntries(entries);
  };
  /** `{key: "Authorization", value: "…"}` and `{name, value_template}`, as lists of headers and parameters have them. */
  const cleanPair = (item: unknown, place: string): unknown => {
    if (!isObject(item)) return clean(item, place);
    const name = [item['key'], item['name']].find((each) => typeof each === 'string') ?? '';
    const held = ['value', 'value_template'].find((key) => typeof item[key] === 'string');
    const value = held === undefined ? '' : String(item[held]);
    if (held === undefined || value.trim() === '' || !secretName.test(name) || placeholder.test(value))
      return clean(item, place);
    leftOut.push(`“${name}” of ${place}`);
    return { ...item, [held]: '' };
  };
  const withoutUserinfo = (text: string, place: string): string => {
    const bare = text.replace(/^(\s*https?:\/\/)[^/?#@\s]*:[^/?#@\s]*@/i, '$1');
    if (bare !== text) leftOut.push(`the password in an address of ${place}`);
    return bare;
  };
  const configurations = document.workflow_configurations;
  const cleaned: WorkflowDocument = {
    ...document,
    nodes: document.nodes.map((node) => {
      const { prompt, greeting, extraction_variables: variables, ...settings } = node.data;
      const place = nodeLabel(node);
      return {
        ...node,
        data: {
          ...(clean(settings, place) as typeof node.data),
          // Words for the model are no settings, whatever they are called.
          ...(prompt === undefined ? {} : { prompt }),
          ...(greeting === undefined ? {} : { greeting }),
          ...(variables === undefined ? {} : { extraction_variables: variables }),
        },
      };
    }),
    ...(configurations?.tools
      ? {
          workflow_configurations: {
            ...configurations,
            tools: configurations.tools.map((tool) => ({
              ...tool,
              definition: {
                ...tool.definition,
                config: clean(
                  tool.definition.config,
                  `the tool “${tool.name ?? tool.tool_uuid}”`,
                ) as typeof tool.definition.config,
              },
            })),
          },
        }
      : {}),
  };
  return { document: cleaned, leftOut: [...new Set(leftOut)], credentials: [...credentials] };
}

/** Where caller examples stand, for a reader of the bundle: `edge` to what a caller may say. */
export const callerExamplesOf = (document: WorkflowDocument): { edge: string; examples: string[] }[] =>
  document.edges
    .filter(({ data }) => (data.caller_examples?.length ?? 0) > 0)
    .map((edge) => ({ edge: edgeLabel(edge), examples: edge.data.caller_examples ?? [] }));
