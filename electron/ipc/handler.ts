import type { MethodName, MethodOutput, MethodParsedInput } from '#shared/bridge/contract.ts';
import type { HandlerContext } from './ports.ts';

/** Answers one method; what it throws becomes the envelope's error. */
export type Handler<M extends MethodName> = (
  input: MethodParsedInput<M>,
  context: HandlerContext,
) => MethodOutput<M> | Promise<MethodOutput<M>>;

/** The handlers of one namespace, e.g. `runs`. */
export type NamespaceHandlers<N extends string> = {
  [M in Extract<MethodName, `${N}.${string}`>]: Handler<M>;
};
