/** Repairs of what the lint warns of within nodes and edges. */
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { patchConfigurations, patchEdge, patchNode } from '../edit/patch.ts';
import { changeTexts, textsOf, type TextChange } from '../edit-texts.ts';
import { maxFunctionNameLength } from '../functions.ts';
import { VariableScope } from '../variables.ts';
import { ofEdge, ofNode, type Fix, type Fixer } from './fix.ts';

/** Rewrites the placeholders of one path in the field that the problem names. */
function rewrite(path: string, instead: string): Fixer {
  return ({ kind, id, field }, document) => {
    const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const marked = new RegExp(String.raw`\{\{\s*${escaped}\s*\}\}`, 'g');
    const changes = textsOf(document)
      .filter(({ owner, field: key }) => owner.kind === kind && owner.id === id && key === field)
      .map(({ owner, path: at, text }): TextChange => ({
        owner,
        path: at,
        before: text,
        after: text.replace(marked, () => instead),
      }))
      .filter(({ before, after }) => before !== after);
    return changes.length === 0
      ? []
      : [{ label: `Write ${instead}`, edit: (now) => changeTexts(now, changes) }];
  };
}

const fallback: Fixer = (problem, document) => {
  const path = problem.about ?? '';
  const words = (path.split('.').at(-1) ?? path).replace(/[_-]+/g, ' ').trim();
  return rewrite(path, `{{${path} | ${words}}}`)(problem, document);
};

/** Only a plain name can be declared: what is gathered comes from a node. */
function declare(path: string): Fix[] {
  const name = path.trim().replace(/^initial_context\./, '');
  if (!/^[^.\s|{}]+$/.test(name)) return [];
  return [
    {
      label: `Declare “${name}” under Test values`,
      edit: (now) =>
        patchConfigurations(now, {
          test_context: { ...now.workflow_configurations?.test_context, [name]: '' },
        }),
    },
  ];
}

const undefinedVariable: Fixer = (problem, document) => {
  const path = problem.about ?? '';
  const { kind, id } = problem;
  const verdict = new VariableScope(document).judge({ path, otherwise: undefined }, { kind, id });
  const suggestion = verdict.state === 'wrong' ? verdict.suggestion : null;
  return [
    ...(suggestion === null ? [] : rewrite(path, `{{${suggestion}}}`)(problem, document)),
    ...(path.startsWith('gathered_context.') ? [] : declare(path)),
    ...fallback(problem, document),
  ];
};

const withoutVariable = (name: string, isLast: boolean): Fixer =>
  ofNode((node) => {
    const variables = node.data.extraction_variables ?? [];
    const index = isLast
      ? variables.findLastIndex((each) => each.name === name)
      : variables.findIndex((each) => each.name === name);
    if (index < 0) return [];
    const left = variables.filter((_each, at) => at !== index);
    const patch =
      left.length === 0
        ? { extraction_variables: left, extraction_enabled: false }
        : { extraction_variables: left };
    return [{ label: `Take out “${name}”`, edit: (now) => patchNode(now, node.id, patch) }];
  });

const takeGuard = ofEdge((edge): Fix[] =>
  (edge.data.condition ?? '').trim() === ''
    ? []
    : [{ label: 'Take the guard away', edit: (now) => patchEdge(now, edge.id, { guard: undefined }) }],
);

const senselessGuard: Fixer = (problem, document) => [
  ...(problem.about === undefined ? [] : declare(problem.about)),
  ...takeGuard(problem, document),
];

function putBefore(document: WorkflowDocument, id: string, otherId: string): WorkflowDocument {
  const edge = document.edges.find((each) => each.id === id);
  if (!edge) return document;
  const others = document.edges.filter((each) => each !== edge);
  const at = others.findIndex((each) => each.id === otherId);
  return at < 0 ? document : { ...document, edges: [...others.slice(0, at), edge, ...others.slice(at)] };
}

export const warningFixes: Readonly<Record<string, Fixer>> = {
  'no-recording': ofNode((node) => [
    { label: 'Let it speak its text', edit: (now) => patchNode(now, node.id, { greeting_type: 'text' }) },
  ]),
  'no-variables': ofNode((node) => [
    { label: 'Switch it off', edit: (now) => patchNode(now, node.id, { extraction_enabled: false }) },
  ]),
  'same-variable': (problem, document) => withoutVariable(problem.about ?? '', true)(problem, document),
  'unused-variable': (problem, document) => withoutVariable(problem.about ?? '', false)(problem, document),
  'reserved-variable': ofNode((node, { about = '' }) => {
    const name = `own_${about.replace(/^_+|_+$/g, '')}`;
    const variables = (node.data.extraction_variables ?? []).map((each) =>
      each.name === about ? { ...each, name } : each,
    );
    return [
      {
        label: `Call it “${name}”`,
        edit: (now) => patchNode(now, node.id, { extraction_variables: variables }),
      },
    ];
  }),
  'undefined-variable': undefinedVariable,
  'variable-too-late': fallback,
  'no-examples': ofEdge((edge) => {
    const label = edge.data.label?.trim() ?? '';
    return label === ''
      ? []
      : [
          {
            label: `Take “${label.slice(0, 40)}” for one`,
            edit: (now) => patchEdge(now, edge.id, { caller_examples: [label] }),
          },
        ];
  }),
  'same-example': ofEdge((edge, { about }) => {
    const left = (edge.data.caller_examples ?? []).filter((example) => example !== about);
    return [{ label: 'Take it out here', edit: (now) => patchEdge(now, edge.id, { caller_examples: left }) }];
  }),
  'long-label': ofEdge((edge) => {
    const label = (edge.data.label ?? '').slice(0, maxFunctionNameLength).trim();
    return [
      {
        label: `Cut it to ${maxFunctionNameLength} characters`,
        edit: (now) => patchEdge(now, edge.id, { label }),
      },
    ];
  }),
  'guard-never': senselessGuard,
  'guard-always': senselessGuard,
  'guard-shadowed': ofEdge((edge, { about = '' }) => [
    { label: 'Put it first', edit: (now) => putBefore(now, edge.id, about) },
  ]),
  'voice-language': (_problem, { workflow_configurations: settings }) =>
    settings?.tts_voice === undefined || settings.providers?.tts?.[0]?.voice !== undefined
      ? []
      : [{ label: 'Take the voice away', edit: (now) => patchConfigurations(now, { tts_voice: undefined }) }],
};
