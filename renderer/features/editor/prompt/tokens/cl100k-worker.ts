/** Counts tokens of cl100k_base. The tables are large, so each encoding is a worker that is loaded when it is wanted. */
import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import { answerCounts } from './answer-counts.ts';

answerCounts(countTokens);
