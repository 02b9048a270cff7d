/** What a new agent begins with: a greeting, one step and a goodbye, so that it can be called at once. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';

export function newAgentDocument(name: string): WorkflowDocument {
  return {
    name,
    nodes: [
      {
        id: 'start',
        type: 'startCall',
        position: { x: 0, y: 0 },
        data: {
          name: 'Greeting',
          greeting_type: 'text',
          greeting: 'Hello! How can I help you today?',
          prompt: 'Greet the caller and find out what they need.',
          allow_interrupt: false,
          add_global_prompt: true,
        },
      },
      {
        id: 'goodbye',
        type: 'endCall',
        position: { x: 360, y: 0 },
        data: {
          name: 'Goodbye',
          prompt: 'Say "Thank you for calling. Goodbye!"',
          add_global_prompt: false,
        },
      },
    ],
    edges: [
      {
        id: 'start-goodbye',
        source: 'start',
        target: 'goodbye',
        data: {
          label: 'Done',
          condition: 'The caller has nothing more to ask.',
          caller_examples: ['that is all', 'no thank you', 'goodbye'],
        },
      },
    ],
    viewport: { x: 0, y: 0, zoom: 1 },
  };
}

/** `New agent`, `New agent 2` … the first that no agent carries. */
export function unusedName(base: string, taken: readonly string[]): string {
  const names = new Set(taken);
  if (!names.has(base)) return base;
  for (let count = 2; ; count += 1) {
    const name = `${base} ${count}`;
    if (!names.has(name)) return name;
  }
}
