import { afterEach, describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { VirtualTimeline } from '../base/timeline.ts';
import { json, startApiServer, type ApiServer } from '../tools/testing/api-server.ts';
import { ProviderTime } from '../voice/provider-time.ts';
import { drive, testDocument, testNode, type DrivenRun } from '../workflow/testing/driver.ts';
import { scriptedModel, type ScriptedReply } from '../workflow/testing/scripted-model.ts';
import { callTools } from './call-tools.ts';
import { arrivalIn } from './phone/within.ts';

let server: ApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const shop = (url: string): WorkflowDocument =>
  testDocument(
    [testNode('s', 'startCall', { greeting: 'Hello.', tool_uuids: ['u1', 'u2'] }), testNode('e', 'endCall')],
    ['s>e'],
    {
      workflow_configurations: {
        tools: [
          {
            tool_uuid: 'u1',
            name: 'Look up order',
            description: 'Finds an order by its number.',
            category: 'http_api',
            definition: {
              schema_version: 1,
              type: 'http_api',
              config: {
                method: 'GET',
                url: `${url}/orders/{{order_id}}`,
                credential_uuid: 'c1',
                parameters: [{ name: 'order_id', type: 'string', description: 'The number', required: true }],
                preset_parameters: [{ name: 'caller', type: 'string', value_template: '{{caller_number}}' }],
                customMessage: 'One moment, {{name}}.',
              },
            },
          },
          {
            tool_uuid: 'u2',
            name: 'End call',
            definition: { type: 'end_call', config: { endCallReason: true } },
          },
        ],
      },
    },
  );

const replies: ScriptedReply[] = [
  [{ call: 'look_up_order', given: { order_id: '42' } }],
  'It was sent.',
  [{ say: 'Bye.' }, { call: 'end_call', given: { reason: 'issue_resolved' } }],
];
const secrets = {
  credential: (uuid: string) =>
    Promise.resolve(uuid === 'c1' ? ({ type: 'bearer_token', token: 't-12345' } as const) : null),
};
const initialContext = { name: 'Ana', caller_number: '+49123' };

async function told(driven: DrivenRun): Promise<string[]> {
  await driven.open();
  return [...(await driven.say('where is order 42')), ...(await driven.say('thanks, bye'))];
}

describe('the tools of a call', () => {
  it('ask a real server, with values of the call and a credential that nothing tells', async () => {
    server = await startApiServer((request, response) => {
      json({ state: 'sent', you_sent: request.headers.authorization })(request, response);
    });
    const document = shop(server.url);
    const tools = callTools({ id: 'w', name: 'Shop', document }, secrets);
    const driven = drive(document, scriptedModel(replies), { tools, initialContext });
    expect(await told(driven)).toEqual([
      'tool!: One moment, Ana.',
      'model!: It was sent.',
      'model!: Bye.',
      'hang-up: issue_resolved',
    ]);
    expect(server.requests).toEqual([
      expect.objectContaining({ method: 'GET', path: '/orders/42?caller=%2B49123' }),
    ]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer t-12345');
    expect(JSON.stringify([driven.events, driven.llm.requests])).not.toContain('t-12345');
  });

  it('answer on the timeline of the call: virtual time waits for them, and tells what they took', async () => {
    server = await startApiServer(json({ state: 'sent' }));
    const document = shop(server.url);
    const timeline = new VirtualTimeline();
    const time = new ProviderTime(timeline, { stt: 0, llm: 0, tts: 0, extraction: 0, tool: 300 });
    const tools = callTools({ id: 'w', name: 'Shop', document }, secrets, {
      answer: (start) => time.answer('tool', start),
      arrival: () => Promise.reject(new Error('No tool of this call acts in it.')),
    });
    const driven = drive(document, scriptedModel(replies), { tools, initialContext });
    let lines: string[] = [];
    timeline.post(() => {
      void told(driven).then((all) => {
        lines = all;
        timeline.dispose();
      });
    });
    await timeline.run();
    expect(lines).toHaveLength(4);
    // Ending the call asks nobody.
    expect(timeline.now()).toBe(300);
  });

  it('that act in the call come back in an event of it, and no wait is counted', async () => {
    const document = testDocument([testNode('s', 'startCall', { tool_uuids: ['t'] })], [], {
      workflow_configurations: {
        tools: [
          {
            tool_uuid: 't',
            name: 'To a person',
            definition: { type: 'transfer_call', config: { destination: '+49555' } },
          },
        ],
      },
    });
    const timeline = new VirtualTimeline();
    const running = timeline.run();
    let inEvent = false;
    const posting = {
      post: (task: () => void | Promise<void>) => {
        timeline.post(() => {
          inEvent = true;
          void task();
          // What it wakes continues before the next event.
          setImmediate(() => (inEvent = false));
        });
      },
    };
    const [tool] = callTools({ id: 'w', name: 'Shop', document }, secrets, {
      answer: () => Promise.reject(new Error('Nobody outside was asked.')),
      arrival: (answered) => arrivalIn(posting, answered),
    }).pick(['t']);
    const surroundings = { context: {}, clock: { now: new Date(0), timeZone: 'UTC' } };
    const answer = await tool?.run({}, surroundings, new AbortController().signal);
    expect([inEvent, answer]).toEqual([
      true,
      { result: expect.objectContaining({ status: 'error' }) as object },
    ]);
    timeline.dispose();
    await running;
  });
});
