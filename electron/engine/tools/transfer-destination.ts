/** Whom a transfer tool calls: a text with placeholders, a value of the call looked up in a table, or what a server answers. */
import { z } from 'zod';
import { renderTemplate, valueAt } from '#shared/base/templates.ts';
import type {
  ContextMapping,
  TransferCallToolConfig,
  TransferResolver,
} from '#shared/domain/transfer-tool.ts';
import { StudioError, toStudioError } from '../base/errors.ts';
import { headerOf, withoutSecrets, type CredentialHeader } from './credentials.ts';
import { exchange, HttpToolError } from './http-exchange.ts';
import { prepareRequest } from './http-request.ts';
import { whyUnreachable } from './http-tool.ts';
import { presetValues } from './parameters.ts';
import type { ToolServices, ToolSurroundings } from './tool.ts';

export interface Destination {
  destination: string;
  /** Said instead of the tool's own message; null: the tool's own. */
  message: string | null;
}

/** Nobody can be called; the message is for the model. */
export class DestinationError extends Error {}

export async function destinationOf(
  config: TransferCallToolConfig,
  values: Record<string, unknown>,
  services: ToolServices,
  surroundings: ToolSurroundings,
  signal: AbortSignal,
): Promise<Destination> {
  const found = await lookUp(config, values, services, surroundings, signal);
  if (found.destination !== '') return found;
  throw new DestinationError(
    'There is nobody to connect the caller with: the destination is empty. Tell the caller.',
  );
}

function lookUp(
  config: TransferCallToolConfig,
  values: Record<string, unknown>,
  services: ToolServices,
  surroundings: ToolSurroundings,
  signal: AbortSignal,
): Destination | Promise<Destination> {
  switch (config.destination_source) {
    case 'static': {
      const seen = { ...surroundings.context, ...values };
      return {
        destination: renderTemplate(config.destination, seen, surroundings.clock).trim(),
        message: null,
      };
    }
    case 'context_mapping':
      return { destination: mapped(config.context_mapping ?? null, surroundings.context), message: null };
    case 'dynamic':
      if (!config.resolver) throw new DestinationError('The tool does not say whom to ask. Tell the caller.');
      return ask(config.resolver, values, services, surroundings, signal);
  }
}

/** The first route that fits, in the order of the rules; the fall-back, or nothing. */
function mapped(mapping: ContextMapping | null, context: Record<string, unknown>): string {
  for (const { context_path: path, routes } of mapping?.rules ?? []) {
    const value = textOf(contextValue(path, context)).toLowerCase();
    const route =
      value === '' ? undefined : routes.find(({ context_value: is }) => is.toLowerCase() === value);
    if (route) return route.destination;
  }
  return mapping?.fallback_destination?.trim() ?? '';
}

/** A path that names neither context is one of what was gathered, or the name of an extracted variable. */
function contextValue(path: string, context: Record<string, unknown>): unknown {
  if (/^(initial|gathered)_context\./.test(path)) return valueAt(context, path);
  return (
    valueAt(context, `gathered_context.${path}`) ??
    valueAt(context, `gathered_context.extracted_variables.${path}`)
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const answerSchema = z.object({
  transfer_context: z.object({
    destination: z.string().trim().min(1).max(300),
    custom_message: z.string().trim().max(2000).nullish(),
  }),
});

async function ask(
  resolver: TransferResolver,
  given: Record<string, unknown>,
  { secrets, watch }: ToolServices,
  surroundings: ToolSurroundings,
  signal: AbortSignal,
): Promise<Destination> {
  const preset = presetValues(resolver.preset_parameters, surroundings);
  if (preset.problem !== null) throw new DestinationError(preset.problem);
  let header: CredentialHeader | null = null;
  if (resolver.credential_uuid) {
    const credential = await secrets.credential(resolver.credential_uuid).catch(toStudioError);
    if (!credential || credential instanceof StudioError)
      throw new DestinationError(
        'Whom to call cannot be asked: its credential is not set up. Do not try it again.',
      );
    header = headerOf(credential);
  }
  const config = { ...resolver, method: 'POST' as const, body_template: null };
  const { request, problem } = prepareRequest(config, { ...given, ...preset.values }, header, surroundings);
  if (problem !== null) throw new DestinationError(`Whom to call cannot be asked: ${problem}`);
  watch?.request(request, header?.secrets ?? []);
  const deadline = AbortSignal.timeout(resolver.timeout_ms);
  try {
    const raw = await exchange(request, header?.name ?? null, AbortSignal.any([signal, deadline]));
    const answer = { ...raw, text: withoutSecrets(raw.text, header?.secrets ?? []) };
    watch?.answer(answer);
    const { host } = request.url;
    if (answer.statusCode < 200 || answer.statusCode > 299)
      throw new DestinationError(
        `${host} was asked whom to call and answered ${String(answer.statusCode)}. Tell the caller.`,
      );
    const parsed = answerSchema.safeParse(jsonOf(answer.text));
    if (!parsed.success)
      throw new DestinationError(
        `${host} was asked whom to call, but its answer names nobody (transfer_context.destination). Tell the caller.`,
      );
    const { destination, custom_message: message } = parsed.data.transfer_context;
    return { destination, message: message ?? null };
  } catch (thrown) {
    if (thrown instanceof DestinationError) throw thrown;
    if (signal.aborted) throw new DestinationError('The call was over before the answer came.');
    watch?.failure(deadline.aborted ? { kind: 'timeout' } : { kind: 'thrown', thrown });
    const { host } = request.url;
    if (deadline.aborted)
      throw new DestinationError(
        `${host} did not say within ${String(resolver.timeout_ms / 1000)} s whom to call. Tell the caller.`,
      );
    const why = thrown instanceof HttpToolError ? thrown.message : whyUnreachable(thrown);
    throw new DestinationError(`${host}, which knows whom to call, cannot be asked: ${why} Tell the caller.`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
