/** Every method of the contract has exactly one handler: a missing or a surplus one does not compile. */
import type { MethodName } from '#shared/bridge/contract.ts';
import { appHandlers } from './app.ts';
import { callsHandlers } from './calls.ts';
import { connectionsHandlers } from './connections.ts';
import { doNotCallHandlers } from './do-not-call.ts';
import { exchangeHandlers } from './exchange.ts';
import type { Handler } from './handler.ts';
import { phoneHandlers } from './phone.ts';
import { previewHandlers } from './preview.ts';
import { pricesHandlers } from './prices.ts';
import { recordingsHandlers } from './recordings.ts';
import { runsHandlers } from './runs.ts';
import { secretsHandlers } from './secrets.ts';
import { settingsHandlers } from './settings.ts';
import { textTestsHandlers } from './text-tests.ts';
import { credentialsHandlers, toolsHandlers } from './tools.ts';
import { trunksHandlers } from './trunks.ts';
import { workflowsHandlers } from './workflows.ts';

export const handlers: { readonly [M in MethodName]: Handler<M> } = {
  ...appHandlers,
  ...settingsHandlers,
  ...connectionsHandlers,
  ...secretsHandlers,
  ...pricesHandlers,
  ...workflowsHandlers,
  ...exchangeHandlers,
  ...previewHandlers,
  ...recordingsHandlers,
  ...runsHandlers,
  ...callsHandlers,
  ...textTestsHandlers,
  ...toolsHandlers,
  ...credentialsHandlers,
  ...phoneHandlers,
  ...trunksHandlers,
  ...doNotCallHandlers,
};
