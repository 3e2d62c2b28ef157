import type { Failure } from '../../jobs/record/failure.js';
import { moderationCode } from './moderationWords.js';
import type { Answer } from '../contract/provider.js';

/**
 * Why a task failed that was reported failed without a reason, from the answer to a request for its content: the text
 * there ends in the gateway's own word for the task's state, and VIOLATION is moderation.
 */
export function whyFailed({ text, requestId }: Pick<Answer, 'text' | 'requestId'>): Failure {
	const state = /current status:\s*([\w -]{1,60})/iu.exec(text)?.[1]?.trim();
	const code = (state === undefined ? undefined : moderationCode(state)) ?? moderationCode(text) ?? 'provider';
	const detail = text.replaceAll(/\s+/gu, ' ').trim().slice(0, 300);
	return { code, ...(detail !== '' && { detail }), ...(requestId !== undefined && { requestId }) };
}
