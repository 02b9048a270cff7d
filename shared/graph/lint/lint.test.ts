import { describe, expect, it } from 'vitest';
import type { Comparison, GuardCondition } from '../../domain/guard.ts';
import type { EdgeData, WorkflowDocument, WorkflowNode } from '../../domain/workflow.ts';
import { createLinter, lintWorkflow, silence, unsilence } from './index.ts';
import { validateWorkflow } from '../validate.ts';

const at = { x: 0, y: 0 };
const said = (label: string): { label: string; condition: string; caller_examples: string[] } => ({
  label,
  condition: 'When asked for.',
  caller_examples: ['yes'],
});

describe('lintWorkflow', () => {
  it('has nothing to say of a complete document', () => {
    const document: WorkflowDocument = {
      nodes: [
        { id: 's', type: 'startCall', position: at, data: { name: 'Start', prompt: 'Hi.' } },
        { id: 'e', type: 'endCall', position: at, data: { name: 'End', prompt: 'Bye.' } },
      ],
      edges: [{ id: 'x', source: 's', target: 'e', data: said('go') }],
      viewport: { x: 0, y: 0, zoom: 1 },
    };
    expect(lintWorkflow(document)).toEqual([]);
  });

  it('names what will disappoint, while the document stays valid', () => {
    const document: WorkflowDocument = {
      nodes: [
        {
          id: 's',
          type: 'startCall',
          position: at,
          data: { name: 'Start', prompt: 'Hi.', greeting_type: 'audio' },
        },
        {
          id: 'trap',
          type: 'agentNode',
          position: at,
          data: { name: 'Trap', prompt: '{{gathered_context.ghost}}' },
        },
        {
          id: 'a',
          type: 'agentNode',
          position: at,
          data: { name: 'Island', prompt: 'Hm.', extraction_enabled: true },
        },
        {
          id: 'b',
          type: 'agentNode',
          position: at,
          data: {
            name: 'start',
            prompt: 'Hm.',
            extraction_enabled: true,
            extraction_variables: [
              { name: 'nodes_visited', type: 'string' },
              { name: 'x', type: 'string' },
              { name: 'x', type: 'number' },
            ],
          },
        },
        { id: 't', type: 'trigger', position: at, data: { name: 'Trigger' } },
      ],
      edges: [
        { id: '1', source: 's', target: 'trap', data: { ...said('in'), caller_examples: [' '] } },
        { id: '2', source: 'a', target: 'b', data: said('x'.repeat(65)) },
        { id: '3', source: 'b', target: 'a', data: said('back') },
        { id: '4', source: 't', target: 'a', data: said('run') },
      ],
      viewport: { x: 0, y: 0, zoom: 1 },
    };
    expect(validateWorkflow(document)).toEqual([]);
    expect(lintWorkflow(document).map(({ rule, id, severity }) => [rule, id, severity])).toEqual([
      ['unreachable', 'a', 'warning'],
      ['unreachable', 'b', 'warning'],
      ['dead-end', 'trap', 'warning'],
      ['no-end', null, 'warning'],
      ['no-recording', 's', 'warning'],
      ['no-greeting', 's', 'warning'],
      ['no-variables', 'a', 'warning'],
      ['reserved-variable', 'b', 'warning'],
      ['same-variable', 'b', 'warning'],
      ['same-name', 'b', 'warning'],
      ['trigger-edge', 't', 'warning'],
      ['long-label', '2', 'warning'],
      ['no-examples', '1', 'warning'],
      ['undefined-variable', 'trap', 'warning'],
      ['unused-variable', 'b', 'warning'],
      ['unused-variable', 'b', 'warning'],
      ['unused-variable', 'b', 'warning'],
    ]);
  });

  const start: WorkflowNode = {
    id: 's',
    type: 'startCall',
    position: at,
    data: {
      name: 'Start',
      prompt: 'Hi.',
      extraction_enabled: true,
      extraction_variables: [
        { name: 'age', type: 'number' },
        { name: 'day', type: 'string', options: ['Mon', 'Tue'] },
      ],
    },
  };
  const end: WorkflowNode = { id: 'e', type: 'endCall', position: at, data: { name: 'End', prompt: 'Bye.' } };
  const between = (...data: EdgeData[]): WorkflowDocument => ({
    nodes: [start, end],
    edges: data.map((each, index) => ({ id: `x${index}`, source: 's', target: 'e', data: each })),
    viewport: { x: 0, y: 0, zoom: 1 },
    workflow_configurations: {
      lint_ignored: [{ rule: 'unused-variable', id: null }, { rule: 'no-examples' }],
    },
  });
  const rulesOf = (document: WorkflowDocument): string[] =>
    lintWorkflow(document).map(({ rule, id }) => `${rule} ${id ?? ''}`);
  const when = (condition: string, label = condition): EdgeData => ({ label, condition });
  const guarded = (label: string, ...conditions: GuardCondition[]): EdgeData => ({
    label,
    guard: { conditions },
  });
  const age = (comparison: Comparison, value: number): GuardCondition => ({
    kind: 'variable',
    variable: 'age',
    comparison,
    value,
  });

  it('finds edges of one node that read alike, and leaves apart what a “not”, a number or a verb tells apart', () => {
    const conditions = [
      'The caller wants to book an appointment.',
      'The customer would like to book appointments',
      'The caller does not want to book an appointment',
      'The caller wants to cancel an appointment',
      'The caller wants 2 seats',
      'The caller wants 3 seats',
    ];
    expect(rulesOf(between(...conditions.map((each, index) => when(each, `way ${index}`))))).toEqual([
      'alike-edges x1',
    ]);
    expect(
      rulesOf(
        between(
          { ...when('a day'), caller_examples: ['Yes please'] },
          { ...when('b hour'), caller_examples: ['yes, please!'] },
        ),
      ),
    ).toEqual(['same-example x1']);
  });

  it('finds guards that never hold, always hold, or come after a wider one', () => {
    expect(
      rulesOf(
        between(
          guarded('none', age('greater', 5), age('less', 3)),
          guarded('unset', { kind: 'variable', variable: 'ghost', comparison: 'is_set' }),
          guarded('other day', {
            kind: 'variable',
            variable: 'gathered_context.day',
            comparison: 'equals',
            value: 'Sun',
          }),
          guarded('adult', age('at_least', 18)),
          guarded('old', age('greater', 60)),
          guarded('young', age('less', 18)),
          guarded('all', { kind: 'pattern', pattern: '.*' }),
          guarded('late', { kind: 'turns', at_least: 3 }),
        ),
      ),
    ).toEqual([
      'guard-never x0',
      'guard-never x1',
      'guard-never x2',
      'guard-shadowed x4',
      'guard-always x6',
      'guard-shadowed x7',
    ]);
  });

  it('finds prompts that tell of a step that is not there', () => {
    const prompts = [
      'Then call transfer_to_billing.',
      'Go to “Payment” when done.',
      'Transfer the caller to billing.',
      'Never transfer the caller to billing.',
      'Go to “End”.',
      'Go to the point.',
    ];
    const document = between(when('done'));
    const found = prompts.map(
      (prompt) =>
        rulesOf({ ...document, nodes: [{ ...start, data: { ...start.data, prompt } }, end] }).length,
    );
    expect(found).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('finds a voice of another language', () => {
    const spoken = (language: string, tts_voice: string): number =>
      lintWorkflow({
        ...between({ ...when('done'), caller_examples: ['done'] }),
        workflow_configurations: { language, tts_voice, lint_ignored: [{ rule: 'unused-variable' }] },
      }).length;
    expect([
      spoken('de-DE', 'slt'),
      spoken('de-DE', 'de-DE-KatjaNeural'),
      spoken('en-GB', 'slt'),
      spoken('de', 'nova'),
    ]).toEqual([1, 0, 0, 0]);
  });

  it('tells what an agent silences apart, and tells it again when that is taken back', () => {
    const document = between(guarded('none', age('greater', 5), age('less', 3)));
    const never = { rule: 'guard-never', id: 'x0' };
    const quiet = silence(document, never);
    expect([
      rulesOf(quiet),
      createLinter()(quiet)
        .silenced.map(({ rule }) => rule)
        .sort(),
      unsilence(quiet, never),
    ]).toEqual([[], ['guard-never', 'unused-variable'], document]);
  });
});
