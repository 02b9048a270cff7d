/** Looks through texts beside the page: a regular expression may take for ever, and is then stopped with its worker. */
import { compileQuery, findInTexts, type FoundTexts, type TextQuery } from '#shared/graph/find-texts.ts';

export interface FindRequest {
  texts: readonly string[];
  query: TextQuery;
  replacement: string;
  limit: number;
}

export type FindAnswer = ({ ok: true } & FoundTexts) | { ok: false; message: string };

function answer({ texts, query, replacement, limit }: FindRequest): FindAnswer {
  const compiled = compileQuery(query);
  if (!compiled.ok) return compiled;
  return {
    ok: true,
    ...findInTexts(texts, compiled.pattern, { replacement, isRegex: query.isRegex, limit }),
  };
}

globalThis.onmessage = ({ data }: MessageEvent<FindRequest>) => {
  postMessage(answer(data));
};
