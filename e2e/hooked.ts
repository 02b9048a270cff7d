/** An agent with a webhook, and a server for it that fails once. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers the first request with 500 and what follows with 200. */
export async function shakyServer(): Promise<{ url: string; bodies: string[]; server: Server }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(bodies.length === 1 ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ received: bodies.length, slots: ['09:00', '10:30', '15:00'] }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/done`, bodies, server };
}

/** A yes leads to the end, and what came of it to that address. */
export const hooked = (url: string): unknown => ({
  name: 'Hooked',
  nodes: [
    {
      id: 'start',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: { name: 'Hello', greeting: 'Shall we?', prompt: 'Ask: "Shall we?"' },
    },
    { id: 'end', type: 'endCall', position: { x: 400, y: 0 }, data: { name: 'Bye', prompt: 'Say: "Bye."' } },
    {
      id: 'hook',
      type: 'webhook',
      position: { x: 0, y: 200 },
      data: {
        name: 'Tell the shop',
        endpoint_url: url,
        payload_template: { outcome: '{{call_disposition}}', who: '{{workflow_name}}' },
      },
    },
  ],
  edges: [
    {
      id: 'start-end',
      source: 'start',
      target: 'end',
      data: { label: 'yes', condition: 'They say yes.', caller_examples: ['yes please'] },
    },
  ],
});
