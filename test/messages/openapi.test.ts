import { describe, expect, it } from 'vitest';
import { confirmation } from '../../src/messages/cards/confirmation.js';
import { details } from '../../src/messages/cards/details.js';
import { history } from '../../src/messages/pages/history.js';
import type { MessageBody } from '../../src/discord/messageBody.js';
import { animateModal } from '../../src/messages/forms/modals.js';
import { editModal } from '../../src/messages/forms/requestModals.js';
import { modelsPage } from '../../src/messages/pages/modelsPage.js';
import { otherModel } from '../../src/messages/forms/otherModel.js';
import { privacy } from '../../src/messages/pages/privacy.js';
import { progressClosed, progressMessage } from '../../src/messages/cards/progressMessage.js';
import { refusal } from '../../src/messages/refusals/refusal.js';
import { rejectedPicture } from '../../src/messages/cards/failureText.js';
import { resultMessage } from '../../src/messages/cards/resultMessage.js';
import { begin } from '../harness/aJob.js';
import { hasOpenApi, validateExchange } from '../harness/openapi.js';
import { inLanguage, states, thumbnails } from './states.js';

const sent = (method: string, path: string, json: unknown): string[] => {
	const body = Buffer.from(JSON.stringify(json));
	const headers = { 'content-type': 'application/json' };
	const query = new URLSearchParams();
	return validateExchange({ at: begin, method, path, query, headers, body, json: JSON.parse(body.toString()) });
};

const token = 'a'.repeat(80);
const asPost = (body: MessageBody): string[] => sent('POST', '/api/v10/channels/1000000000000000002/messages', body);
const asEdit = (body: MessageBody): string[] =>
	sent('PATCH', `/api/v10/webhooks/1000000000000000001/${token}/messages/@original`, body);
const asAnswer = (type: number, data: unknown): string[] =>
	sent('POST', `/api/v10/interactions/1200000000000000001/${token}/callback`, { type, data });

describe.skipIf(!hasOpenApi)("messages and Discord's OpenAPI document (needs the document)", () => {
	it.each(Object.keys(states) as (keyof typeof states)[])('agree on the card of a job that is %s', (state) => {
		for (const locale of ['en-US', 'ko']) {
			const job = inLanguage(state, locale);
			const usual = { fromMs: 1, toMs: 2 };
			expect(asEdit(progressMessage(job, { now: begin, place: 2, usual }))).toEqual([]);
			for (const thumbnail of thumbnails) {
				expect(asEdit(progressMessage(job, { now: begin, thumbnail }))).toEqual([]);
				expect(asPost(resultMessage(job, { form: 'words', mention: true, thumbnail }))).toEqual([]);
				expect(asEdit(resultMessage(job, { form: 'link', mention: false, thumbnail }))).toEqual([]);
			}
			for (const form of ['original', 'reencoded', 'link', 'words'] as const) {
				const view = { form, mention: form !== 'words', link: 'https://cdn.example.com/v.mp4', remixable: true };
				expect(asPost(resultMessage(job, view))).toEqual([]);
				expect(asEdit(resultMessage(job, view))).toEqual([]);
			}
			expect(asEdit(progressClosed(job, undefined))).toEqual([]);
			expect(asEdit(rejectedPicture(job))).toEqual([]);
			expect(asAnswer(4, details(job))).toEqual([]);
		}
	});

	it('agree on private answers and pages', () => {
		const job = inLanguage('succeeded', 'ko');
		const page = { ownerId: job.requester.id, locale: 'ko', page: 2, pages: 3 };
		const entry = { jobId: job.id, prompt: 'a', facts: 'b', state: 'succeeded', at: begin, kept: true } as const;
		const model = {
			name: 'a',
			providerName: 'b',
			text: true,
			lastFrame: true,
			references: 3,
			standard: true,
			listed: true,
			token: 'A_-4567890123456',
			strengths: ['long'],
		} as const;
		for (const body of [
			refusal({ type: 'store' }, 'ko'),
			confirmation({ ...job, estimate: { usd: 3, basis: 'catalogue' }, expiresAt: begin }),
			history({ ...page, filter: 'all', entries: [{ ...entry, link: 'https://discord.com/channels/1/2/3' }] }),
			modelsPage({ ...page, models: [{ ...model, image: 'optional' }] }),
			otherModel(job, [{ id: 'a', name: 'A' }], 'ko'),
			privacy({
				...page,
				jobs: 3,
				results: 1,
				unfinished: 0,
				retentionMs: 2_592_000_000,
				here: { rule: true, changes: 100 },
			}),
		]) {
			expect(asAnswer(4, body)).toEqual([]);
		}
	});

	it('agree on modals', () => {
		const job = inLanguage('succeeded', 'ko');
		const choices = [{ id: 'a', name: 'A' }];
		expect(asAnswer(9, editModal(job, choices, 'ko'))).toEqual([]);
		const view = { draftId: job.id, memberId: job.requester.id, choices, foreign: true, locale: 'ko' };
		expect(asAnswer(9, animateModal(view))).toEqual([]);
	});
});
