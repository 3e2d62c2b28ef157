import { describe, expect, it } from 'vitest';

import { readJson } from '../../src/lib/readJson.js';
import { providers } from '../../src/providers/index.js';
import type { Answer, Provider, TaskStatus } from '../../src/providers/contract/provider.js';
import { createFixtures, pollFixtures, pollForms } from './fixtures.js';
import type { LookFixture } from './fixtures.js';
import { modelOf, providerOf, requestOf } from '../harness/createOrders.js';

const hasOtherWay = (provider: Provider): boolean =>
	provider.content !== undefined || provider.resultCall !== undefined;

function answerOf({ status, body }: LookFixture): Answer {
	const text = JSON.stringify(body);
	return { status, headers: {}, body: readJson(text), text, requestId: 'req-1' };
}

function expectStatus(status: TaskStatus, { expect: wanted }: LookFixture, provider: Provider): void {
	if (wanted.onlyContent === true && !hasOtherWay(provider)) {
		expect(status.state).toBe('running');
		return;
	}
	expect(status.state).toBe(wanted.state);
	if (status.state === 'pending' || status.state === 'running') expect(status.percent).toBe(wanted.percent ?? null);
	if (status.state === 'succeeded') {
		expect(status.result.urls).toEqual(wanted.urls);
		expect(status.result.videoId).toBe(wanted.videoId);
	}
	if (status.state !== 'failed') return;
	expect(status.failure?.code).toBe(wanted.code ?? undefined);
	if (wanted.detail !== undefined) expect(status.failure?.detail).toBe(wanted.detail);
	expect(status.failure?.option ?? undefined).toBe(wanted.option);
	if (status.failure !== undefined) expect(status.failure.requestId).toBe('req-1');
}

describe.each(providers.map((provider) => [provider.id, provider] as const))('the family %s', (id, provider) => {
	const task = { provider: id, id: 'abc/1', model: 'm', action: 'image2video' };

	describe.each(pollForms)('reads the form "%s"', (form) => {
		it.each(pollFixtures(form).map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
			expectStatus(provider.readStatus(answerOf(fixture), task), fixture, provider);
		});
	});

	it('polls a task by its id alone, whatever that holds', () => {
		const call = provider.poll(task);

		expect(call.path).toMatch(/^\/[\w./%-]+$/u);
		const said = `${call.path} ${JSON.stringify(call.query ?? {})} ${JSON.stringify(call.body ?? {})}`;
		expect(said).toMatch(/abc(?:%2F|\/)1/u);
		expect(call.path).not.toContain('abc/1');
	});

	it('keeps a body that is no JSON for a task that still runs', () => {
		const answer = { status: 200, headers: {}, body: undefined, text: '{"status":"comple' };

		expect(['pending', 'running']).toContain(provider.readStatus(answer, task).state);
	});

	it('offers models that are its own and consistent', () => {
		for (const model of provider.models) {
			expect(model.provider).toBe(id);
			expect(Object.keys(model.price ?? {}).length).toBeGreaterThan(0);
			expect(model.text || model.image !== 'no' || (model.actions ?? []).length > 0).toBe(true);
			if (model.defaultAspect !== undefined) expect(model.aspects).toContain(model.defaultAspect);
			if (model.defaultResolution !== undefined) expect(model.resolutions).toContain(model.defaultResolution);
			if (model.durations !== undefined) {
				const { durations, defaultDuration = 0 } = model;
				if ('list' in durations) expect(durations.list).toContain(defaultDuration);
				else expect(defaultDuration >= durations.from && defaultDuration <= durations.to).toBe(true);
			}
			if (model.image !== 'no') expect(model.pictures).toBeDefined();
		}
	});
});

describe('the task in the answer to a create', () => {
	it.each(createFixtures().map((fixture) => [`${fixture.provider}: ${fixture.name}`, fixture] as const))(
		'%s',
		(_, { provider: id, text, id: wanted }) => {
			const provider = providerOf(id);
			const model = provider.models[0] ?? modelOf('veo3.1');
			const task = provider.readTask({ body: readJson(text), text }, { model, request: requestOf(model.id) });

			expect(task?.id ?? null).toBe(wanted);
			if (task !== undefined) expect(task).toMatchObject({ provider: id, model: model.id });
		},
	);
});

describe('the list of families', () => {
	it('names each family and each model once', () => {
		const families = providers.map(({ id }) => id);
		const models = providers.flatMap(({ models: own }) => own.map(({ id }) => id));

		expect(new Set(families).size).toBe(families.length);
		expect(new Set(models).size).toBe(models.length);
	});

	it('switches off the families that only an operator may want', () => {
		const legacy = providers.filter((provider) => provider.legacy === true).map(({ id }) => id);

		expect(legacy).toEqual(['volc', 'minimax', 'midjourney', 'runway-compat']);
	});
});
