/** What a studio holds after some days of work: versions, folders and tags, tools. Written before it starts. */
import { stderrLogger } from '#engine/base/logger.ts';
import { openLibrary } from '#library/index.ts';
import type { ToolDocument } from '#shared/domain/tool.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { ToolLibrary } from '../electron/tools-library/tool-library.ts';

/** @param toolUrl what the HTTP tools ask */
export async function seed(dataDir: string, toolUrl: string): Promise<void> {
  const logger = stderrLogger('error');
  const library = await openLibrary({ dataDir, logger });
  try {
    await changeSurvey(library);
    await library.organiseWorkflows(['sample-survey', 'sample-lead-qualification'], {
      folder: 'Outbound',
      addTags: ['campaign', 'en'],
      removeTags: [],
    });
    await library.organiseWorkflows(['sample-appointment-booking'], {
      folder: 'Clinics',
      addTags: ['en'],
      removeTags: [],
    });
  } finally {
    await library.close();
  }
  const tools = new ToolLibrary({ dataDir, logger, now: () => new Date() });
  for (const tool of toolsAt(toolUrl)) await tools.save(tool, null);
}

/** Two versions and a draft that has gone on. */
async function changeSurvey(library: Awaited<ReturnType<typeof openLibrary>>): Promise<void> {
  const id = 'sample-survey';
  const { name, document } = (await library.getWorkflow(id)) ?? {};
  if (name === undefined || document === undefined) throw new Error('There is no sample survey.');
  await library.publishWorkflow(id, 'As it was drawn', null);
  const second = reworded(document, 'Rating', 'one to ten', 'zero to ten');
  await library.saveWorkflow({ id, name, document: second, expectedRevision: null });
  await library.publishWorkflow(id, 'Scores begin at zero', null);
  const third = reworded(
    second,
    'Problem',
    'The score was low.',
    'The score was low. Say that you are sorry.',
  );
  await library.saveWorkflow({
    id,
    name,
    document: {
      ...third,
      nodes: [
        ...third.nodes,
        {
          id: 'manager',
          type: 'agentNode',
          position: { x: 400, y: 560 },
          data: { name: 'Manager', prompt: 'Offer a call by the manager of the hotel.' },
        },
      ],
      edges: [
        ...third.edges.filter(({ data }) => data.label !== 'would not recommend'),
        {
          id: 'to-manager',
          source: third.nodes.find(({ data }) => data.name === 'Problem')?.id ?? '',
          target: 'manager',
          data: { label: 'wants the manager', condition: 'The guest wants to speak with a manager.' },
        },
      ],
    },
    expectedRevision: null,
  });
}

const reworded = (document: WorkflowDocument, name: string, from: string, to: string): WorkflowDocument => ({
  ...document,
  nodes: document.nodes.map((node) =>
    node.data.name === name
      ? { ...node, data: { ...node.data, prompt: (node.data.prompt ?? '').replaceAll(from, to) } }
      : node,
  ),
});

const http = (id: string, name: string, description: string, config: object): ToolDocument => ({
  tool_uuid: id,
  name,
  description,
  category: 'http_api',
  definition: { schema_version: 1, type: 'http_api', config: { ...config } },
});

const toolsAt = (url: string): ToolDocument[] => [
  http('order-status', 'Order status', 'Where an order is, by its number.', {
    method: 'GET',
    url: `${url}/orders/{{initial_context.shop}}`,
    parameters: [
      { name: 'order_number', type: 'string', description: 'Digits of the order number', required: true },
    ],
    customMessage: 'One moment, I look it up.',
  }),
  http('free-slots', 'Free slots', 'The free appointments of a day.', {
    method: 'POST',
    url: `${url}/slots`,
    parameters: [
      { name: 'day', type: 'string', description: 'The day asked for, as YYYY-MM-DD', required: true },
      { name: 'minutes', type: 'number', description: 'How long it takes', required: false },
    ],
  }),
  {
    tool_uuid: 'hang-up',
    name: 'Hang up',
    description: 'Ends the call when the caller is rude.',
    category: 'end_call',
    definition: {
      schema_version: 1,
      type: 'end_call',
      config: { messageType: 'custom', customMessage: 'Goodbye.' },
    },
  },
];
