import type { Route } from '../http/router.js';
import { Refusal } from './task/refusal.js';

/** `POST /v1/chat/completions` as OpenAI documents it: rewrites the user's last message into a longer one. */
export function chatRoutes(): Route[] {
	return [
		{
			method: 'POST',
			path: '/v1/chat/completions',
			handle(x) {
				const { model, messages } = body(x.json);
				const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
				const content = `A slow tracking shot at golden hour: ${asked}. Soft light, gentle wind, shallow depth of field.`;
				return {
					status: 200,
					body: {
						id: 'chatcmpl-sandbox',
						object: 'chat.completion',
						created: 0,
						model,
						choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
						usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
					},
				};
			},
		},
	];
}

interface Message {
	readonly role: string;
	readonly content: string;
}

function body(json: unknown): { model: string; messages: readonly Message[] } {
	const { model, messages } = (json ?? {}) as { model?: unknown; messages?: unknown };
	if (typeof model !== 'string' || model === '') throw invalid('model is required');
	const isMessage = (one: unknown): one is Message =>
		typeof one === 'object' && one !== null && 'role' in one && 'content' in one && typeof one.content === 'string';
	if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isMessage)) {
		throw invalid('messages must be a list of messages');
	}
	return { model, messages };
}

const invalid = (message: string): Refusal => new Refusal({ status: 400, message, code: 'invalid_request' });
