/** What happens after a run: webhooks that are delivered until they arrive, and reviews by a model. */
import { z } from 'zod';

/** `pending`: to be sent, for the first time or again; `dead_letter`: given up. */
export const deliveryStates = ['pending', 'succeeded', 'dead_letter'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Attempts until a delivery is given up. */
export const maxDeliveryAttempts = 5;

/** One webhook of one run. What is sent was made once, when the run was over, and never changes. */
export const deliverySchema = z.object({
  /** Sent along, so that a receiver can tell that it has had this one before. */
  delivery_uuid: z.string().min(1),
  run_id: z.string().min(1),
  node_id: z.string(),
  node_name: z.string(),
  state: z.enum(deliveryStates),
  /** Made so far, of `maxDeliveryAttempts`. */
  attempts: z.number().int().nonnegative(),
  /** ISO 8601 UTC; null when it is not to be tried any more. */
  next_attempt_at: z.string().nullable(),
  method: z.string(),
  /** Empty when it could not be made. */
  url: z.string(),
  /** Of the last attempt; null when there was none, or no answer. */
  status_code: z.number().int().nullable(),
  /** What went wrong last, and what to do; null when nothing did. */
  error: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** What one attempt sends. */
export const deliveryRequestSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** JSON; null for none. */
  body: z.string().nullable(),
  /** Looked up for each attempt: the secret itself is kept nowhere else. */
  credential_uuid: z.string().nullable(),
});
export type DeliveryRequest = z.infer<typeof deliveryRequestSchema>;

export const reviewTagSchema = z.object({ tag: z.string(), reason: z.string() });

/** What a model thinks of a conversation, or of one step of it. */
export const reviewSchema = z.object({
  tags: z.array(reviewTagSchema),
  /** `positive`, `neutral`, `negative` or `mixed`, or the model's own word; null when it gave none. */
  sentiment: z.string().nullable(),
  /** 1 (bad) to 10; null when it gave none. */
  score: z.number().min(1).max(10).nullable(),
  summary: z.string(),
});
export type Review = z.infer<typeof reviewSchema>;

/** `annotations["qa_<id of the QA node>"]`. */
export const qaAnnotationSchema = reviewSchema.extend({
  /** `provider/model` */
  model: z.string(),
  /** A review a step, by the id of its node, in the order in which they were entered. */
  node_results: z.record(z.string(), reviewSchema.extend({ node_name: z.string() })),
});
export type QaAnnotation = z.infer<typeof qaAnnotationSchema>;

export const qaAnnotationKey = (nodeId: string): string => `qa_${nodeId}`;
