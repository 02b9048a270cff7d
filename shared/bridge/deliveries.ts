/** Methods on what is sent after a run. */
import { z } from 'zod';
import { deliverySchema } from '../domain/after-run.ts';

const id = z.string().min(1);

/** Where the work after a run stands. */
export const afterRunSchema = z.object({
  /** Reviews and webhooks are still to be made. */
  is_waiting: z.boolean(),
  /** In the order of the document. */
  deliveries: z.array(deliverySchema),
});
export type AfterRun = z.infer<typeof afterRunSchema>;

export const deliveryMethods = {
  'runs.after': { input: z.object({ id }), output: afterRunSchema },
  /** Sends it once more, with all its attempts before it, whatever became of it. */
  'runs.redeliver': { input: z.object({ delivery_uuid: id }), output: deliverySchema },
} as const;
