/** Every method of the contract has exactly one handler: a missing or a surplus one does not compile. */
import type { MethodName, MethodOutput, MethodParsedInput } from '#shared/bridge/contract.ts';
import { appHandlers } from './app.ts';
import { callsHandlers } from './calls.ts';
import type { HandlerContext } from './ports.ts';
import { runsHandlers } from './runs.ts';
import { settingsHandlers } from './settings.ts';
import { workflowsHandlers } from './workflows.ts';

export type Handler<M extends MethodName> = (
  input: MethodParsedInput<M>,
  context: HandlerContext,
) => MethodOutput<M> | Promise<MethodOutput<M>>;

/** The handlers of one namespace, e.g. `runs`. */
export type NamespaceHandlers<N extends string> = {
  [M in Extract<MethodName, `${N}.${string}`>]: Handler<M>;
};

export const handlers: { readonly [M in MethodName]: Handler<M> } = {
  ...appHandlers,
  ...settingsHandlers,
  ...workflowsHandlers,
  ...runsHandlers,
  ...callsHandlers,
};
