import { describe, expect, it } from 'vitest';

import { modelTable, providersDoc } from '../../scripts/providersDoc.js';
import { checkRequest } from '../../src/providers/requests/requestValidation.js';
import { providers as known } from '../../src/providers/index.js';
import { offering } from '../../src/providers/catalogue/offering.js';
import { parseCatalogue } from '../../src/providers/catalogue/parseCatalogue.js';
import { estimate } from '../../src/providers/catalogue/pricing.js';
import { pollFixtures } from './fixtures.js';
import { pixelforge } from './pixelforge.js';
import { requestOf, sent } from '../harness/createOrders.js';

/** Its place in the list. */
const providers = [pixelforge, ...known];

describe('a family added by one file', () => {
	const offered = offering({ providers, catalogue: undefined, legacy: new Set(), now: 0 });
	const entry = offered.find(({ model }) => model.id === 'pixelforge-1');

	it('is offered, priced, checked and documented like the others', () => {
		expect(entry).toMatchObject({ providerName: 'Pixelforge', price: { perSecondUsd: 0.2 } });
		expect(estimate(entry!, requestOf('pixelforge-1', { duration: 6 }))).toEqual({ usd: 1.2, basis: 'family' });
		expect(
			checkRequest(entry!.model, requestOf('pixelforge-1', { duration: 5, aspect: '9:16' })).problems,
		).toMatchObject([
			{ option: 'duration', allowed: ['3', '6'], nearest: '6' },
			{ option: 'aspect', allowed: ['16:9', '1:1'], nearest: '1:1' },
		]);
		expect(providersDoc(providers)).toContain('## Pixelforge (`pixelforge`)');
		expect(modelTable(providers)).toMatch(
			/\| Pixelforge 1 +\| `pixelforge-1` +\| text, image +\| 3, 6 +\| 16:9 1:1 +\|/u,
		);
	});

	it('describes its creates and reads every answer of its route', () => {
		const request = requestOf('pixelforge-1', { aspect: '1:1' });
		const call = pixelforge.create({ jobId: '1', request, model: entry!.model, pictures: [] });

		expect(sent(call)).toEqual({ prompt: request.prompt, model: 'pixelforge-1', seconds: '3', size: '960x960' });
		for (const { status, body, expect: wanted } of pollFixtures('video-object')) {
			const answer = { status, headers: {}, body, text: JSON.stringify(body) };
			expect(pixelforge.readStatus(answer, { provider: 'pixelforge', id: 'x', model: 'm' }).state).toBe(wanted.state);
		}
	});

	it('adopts its own newer models before the general family does', () => {
		const catalogue = parseCatalogue([
			{ id: 'pixelforge-2', model_type: 'video', endpoints: '{"p":{"path":"/v1/videos"}}' },
		]);
		const now = offering({ providers, catalogue, legacy: new Set(), now: 0 });

		expect(now.find(({ model }) => model.id === 'pixelforge-2')?.model.provider).toBe('pixelforge');
	});
});
