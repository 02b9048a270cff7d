import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '../domain/workflow.ts';
import { lintWorkflow } from './lint.ts';
import { validateWorkflow } from './validate.ts';

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
      ['no-end', 's', 'warning'],
      ['no-end', 'trap', 'warning'],
      ['unreachable', 'a', 'warning'],
      ['unreachable', 'b', 'warning'],
      ['no-recording', 's', 'warning'],
      ['no-greeting', 's', 'warning'],
      ['no-variables', 'a', 'warning'],
      ['same-name', 'b', 'warning'],
      ['reserved-variable', 'b', 'warning'],
      ['same-variable', 'b', 'warning'],
      ['trigger-edge', 't', 'warning'],
      ['no-examples', '1', 'warning'],
      ['long-label', '2', 'warning'],
      ['never-gathered', 'trap', 'warning'],
    ]);
  });
});
