/** A chat server of the bench's conversation: server-sent events, the first token after a set time, the rest at a steady pace. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchanges, isTransition } from './conversation.ts';

interface ChatRequest {
  messages: { role: string; content?: string | null }[];
  tools?: { function: { name: string } }[];
}

export async function startChatServer(firstTokenMs: number, tokenMs: number): Promise<{ baseUrl: string }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as ChatRequest;
      const timer = setTimeout(() => {
        answer(body, response, tokenMs);
      }, firstTokenMs);
      response.on('close', () => {
        clearTimeout(timer);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${String(port)}/v1` };
}

function answer({ messages, tools }: ChatRequest, response: ServerResponse, tokenMs: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const turn = turnOf(messages.findLast(({ role }) => role === 'user')?.content ?? '');
  const functionName = tools?.[0]?.function.name;
  if (functionName !== undefined && isTransition(turn) && messages.at(-1)?.role === 'user') {
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: functionName, arguments: '{}' },
    };
    send(response, { delta: { role: 'assistant', tool_calls: [call] } });
    finish(response, 'tool_calls');
    return;
  }
  const words = (exchanges[(turn + 1) % exchanges.length]?.agent ?? '').split(/(?<= )/);
  const next = (index: number): void => {
    if (response.destroyed) return;
    const word = words[index];
    if (word === undefined) {
      finish(response, 'stop');
      return;
    }
    send(response, { delta: { content: word } });
    setTimeout(() => {
      next(index + 1);
    }, tokenMs);
  };
  next(0);
}

/** Which turn of the caller these words are, or begin. */
function turnOf(said: string): number {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z ]/g, '');
  const words = bare(said);
  const turns = exchanges.map(({ caller }) =>
    bare(caller.filter((part) => typeof part === 'string').join(' ')),
  );
  const exact = turns.indexOf(words);
  if (exact >= 0) return exact;
  const known = turns.findIndex(
    (turn) => turn.startsWith(words) || words.endsWith(turn) || turn.endsWith(words),
  );
  return Math.max(0, known);
}

function send(response: ServerResponse, choice: Record<string, unknown>): void {
  const chunk = { id: 'bench', object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

function finish(response: ServerResponse, reason: string): void {
  send(response, { delta: {}, finish_reason: reason });
  const usage = { prompt_tokens: 400, completion_tokens: 20, total_tokens: 420 };
  response.write(`data: ${JSON.stringify({ id: 'bench', choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
