/** GET /models: what a connection offers. */
import { z } from 'zod';
import { endpointOf } from './endpoint.ts';
import { notUnderstood, type FailureContext } from './errors.ts';
import { HttpConnection } from './http-connection.ts';
import type { OpenAiConnectionOptions } from './options.ts';

/** OpenRouter's list is some 500 KB. */
const MAX_LIST_BYTES = 8_000_000;

const listSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

/** The ids of all models, of every stage, in the server's order. Throws ProviderError. */
export async function listOpenAiModels(
  options: OpenAiConnectionOptions,
  signal: AbortSignal,
): Promise<string[]> {
  const context: FailureContext = { options, model: null };
  const connection = new HttpConnection({ endpoint: endpointOf(options), context });
  try {
    const answer = await connection.send(
      { method: 'GET', path: '/models', accept: 'application/json' },
      signal,
    );
    const body = await answer.text(MAX_LIST_BYTES);
    const parsed = listSchema.safeParse(jsonOf(body));
    if (!parsed.success) throw notUnderstood(context, 'answered with something that is no list of models');
    // Gemini's ids begin with the resource's kind; requests take them without.
    return parsed.data.data.map(({ id }) => id.replace(/^models\//, ''));
  } finally {
    connection.dispose();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
