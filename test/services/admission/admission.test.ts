import { InteractionResponseType } from 'discord.js';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, seconds } from '../../../src/lib/time.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { Storage } from '../../../src/services/records/storage.js';
import { AdmissionHarness, silent } from '../../harness/admissionHarness.js';

const callbacks = /\/callback$/u;
const ephemeral = 1 << 6;

let at: AdmissionHarness;

beforeEach(async () => {
	at = await AdmissionHarness.open();
});
afterEach(async () => {
	await at.close();
	expect(at.discord.unknownRoutes).toEqual([]);
});

describe('Admission', () => {
	it('lets the engine see the job only when the record says that the member was answered', async () => {
		const interaction = at.invoke();
		const admission = await at.admission.admit(at.admittance(interaction));
		await at.clock.advance(0);

		const messageId = interaction.acknowledgement?.messageId;
		expect(admission).toMatchObject({ type: 'accepted', job: { acknowledged: true, destination: { messageId } } });
		expect(at.requests('POST', callbacks)).toEqual([{ type: 5 }]);
		await expect.poll(() => at.steps).toHaveLength(1);
		expect(at.steps[0]?.found).toMatchObject({
			id: interaction.id,
			phase: 'queued',
			acknowledged: true,
			createdAt: at.clock.now(),
			requester: { id: interaction.userId, locale: 'en-US' },
			destination: { messageId, ephemeral: false, token: interaction.token, channelId: interaction.channelId },
			model: { name: 'Veo 3.1 Fast', provider: 'veo', providerName: 'Google Veo' },
			estimate: { usd: 0.4 },
		});
		expect(at.limits.usage(interaction.userId)).toEqual({ running: 1, videos: 1, usd: 0.4 });
	});

	it('answers a private request so that only the member sees it, with that flag and nothing else', async () => {
		const admission = await at.admission.admit(at.admittance(at.invoke(), { private: true }));

		expect(at.requests('POST', callbacks)).toEqual([{ type: 5, data: { flags: ephemeral } }]);
		expect(admission).toMatchObject({ job: { destination: { ephemeral: true } } });
	});

	it("believes Discord when it makes a reply private against the member's wish", async () => {
		const interaction = at.invoke();
		at.discord.faults.answer({
			match: ({ path }) => callbacks.test(path),
			answer: {
				status: 200,
				body: { interaction: { response_message_id: '1300000000000000009', response_message_ephemeral: true } },
			},
		});

		expect(await at.admission.admit(at.admittance(interaction))).toMatchObject({
			job: { destination: { ephemeral: true, messageId: '1300000000000000009' } },
		});
	});

	it('makes one job of an interaction that is delivered many times at once', async () => {
		const interaction = at.invoke();
		const admissions = await Promise.all(
			Array.from({ length: 20 }, () => at.admission.admit(at.admittance(interaction))),
		);

		expect(admissions.filter(({ type }) => type === 'accepted')).toHaveLength(1);
		expect(admissions.filter(({ type }) => type === 'duplicate')).toHaveLength(19);
		expect(at.requests('POST', callbacks)).toHaveLength(1);
		expect(await at.store.openJobs()).toHaveLength(1);
		expect(at.limits.usage(interaction.userId).running).toBe(1);
	});

	it('refuses what a limit forbids, and leaves nothing behind', async () => {
		await at.admission.admit(at.admittance(at.invoke()));
		await at.admission.admit(at.admittance(at.invoke()));
		const third = at.invoke();

		expect(await at.admission.admit(at.admittance(third))).toMatchObject({
			type: 'refused',
			refusal: { type: 'limit', limit: 'running', allowed: 2 },
		});
		expect(await at.store.get(third.id)).toBeUndefined();
		expect(at.limits.usage(third.userId).running).toBe(2);
	});

	it('refuses while the process ends', async () => {
		await at.admission.close();
		expect(await at.admission.admit(at.admittance(at.invoke()))).toMatchObject({ refusal: { type: 'draining' } });
	});

	it('refuses after 1.5 s when the store does not answer, and takes the record back that lands after all', async () => {
		const interaction = at.invoke();
		const blocker = await lockStore(at.file);
		const admitting = at.admission.admit(at.admittance(interaction));
		await at.clock.advance(1_499);
		expect(interaction.acknowledgement).toBeUndefined();
		await at.clock.advance(1);

		expect(await admitting).toEqual({ type: 'refused', refusal: { type: 'store' } });
		expect(at.limits.usage(interaction.userId).running).toBe(0);

		await blocker.unlock();
		await at.admission.close();
		expect(await at.store.openJobs()).toEqual([]);
		expect(at.steps).toEqual([]);
	});

	it('counts its patience from the arrival of the interaction', async () => {
		const admittance = at.admittance(at.invoke());
		const blocker = await lockStore(at.file);
		await at.clock.advance(1_000);
		const admitting = at.admission.admit(admittance);
		await at.clock.advance(500);

		expect(await admitting).toMatchObject({ refusal: { type: 'store' } });
		await blocker.unlock();
		await at.admission.close();
	});

	it('refuses when the store fails, and has a step look whether something was written', async () => {
		const interaction = at.invoke();
		await at.storage.close();

		expect(await at.admission.admit(at.admittance(interaction))).toMatchObject({ refusal: { type: 'store' } });
		expect(at.limits.usage(interaction.userId).running).toBe(0);
		expect(at.engine.size).toBe(1);
	});

	it.each([
		['too late for Discord', async () => at.clock.advance(seconds(3.1))],
		[
			'answered by another process',
			async (id: string, token: string) => {
				await at.api.respond({ id, token }, { type: InteractionResponseType.DeferredChannelMessageWithSource });
			},
		],
	] as const)('takes its record back when the interaction was %s', async (_, spoil) => {
		const interaction = at.invoke();
		const admittance = at.admittance(interaction);
		await spoil(interaction.id, interaction.token);
		const sentBefore = at.requests('POST', callbacks).length;

		expect(await at.admission.admit({ ...admittance, facts: at.facts(interaction) })).toEqual({ type: 'unanswerable' });
		expect(at.requests('POST', callbacks)).toHaveLength(sentBefore + 1);
		expect(await at.store.get(interaction.id)).toBeUndefined();
		expect(at.limits.usage(interaction.userId)).toEqual({ running: 0, videos: 0, usd: 0 });
		await at.clock.advance(hours(1));
		expect(at.steps).toEqual([]);
	});

	it('does not judge lateness by its own clock', async () => {
		at.discord.settings.ackWithinMs = hours(1);
		const interaction = at.invoke();
		await at.clock.advance(seconds(30));

		expect(await at.admission.admit(at.admittance(interaction))).toMatchObject({ type: 'accepted' });
	});

	it.each([503, 'reset'] as const)('asks Discord what became of an answer that was lost (%s)', async (how) => {
		const interaction = at.invoke();
		const act =
			how === 'reset'
				? ({ kind: 'reset-after' } as const)
				: ({ kind: 'answer', answer: { status: 503, body: {} } } as const);
		if (how === 503)
			await at.api.respond(
				{ id: interaction.id, token: interaction.token },
				{ type: InteractionResponseType.DeferredChannelMessageWithSource },
			);
		at.discord.api.addFault({ match: ({ path }) => callbacks.test(path), act });

		expect(await at.admission.admit(at.admittance(interaction))).toMatchObject({
			type: 'accepted',
			job: { destination: { messageId: interaction.acknowledgement?.messageId, ephemeral: false } },
		});
		expect(at.requests('GET', /@original$/u)).toHaveLength(1);
	});

	it('leaves the record for a later step when Discord cannot say yet', async () => {
		const interaction = at.invoke();
		at.discord.api.addFault({ match: ({ path }) => callbacks.test(path), act: { kind: 'reset-before' } });

		expect(await at.admission.admit(at.admittance(interaction))).toEqual({ type: 'unclear' });
		await at.clock.advance(seconds(5) - 1);
		expect(at.steps).toEqual([]);
		await at.clock.advance(1);
		await expect.poll(() => at.steps).toHaveLength(1);
		expect(at.steps[0]?.found).toMatchObject({ acknowledged: false });
		await at.clock.advance(seconds(25));
		expect(await at.acknowledger.recover(at.steps[0]!.found!)).toEqual({ type: 'never' });
	});

	it('goes on although the acknowledgement could not be saved: the first step finds it out again', async () => {
		const interaction = at.invoke();
		at.discord.api.watch({
			before: async ({ path }) => {
				if (callbacks.test(path)) await at.storage.close();
			},
		});

		expect(await at.admission.admit(at.admittance(interaction))).toMatchObject({
			type: 'accepted',
			job: { acknowledged: true },
		});
		const storage = await Storage.open({ url: `sqlite://${at.file}`, log: silent });
		const [record] = await (await JobStore.open(storage)).openJobs();
		await storage.close();
		expect(record?.acknowledged).toBe(false);
		expect(at.engine.size).toBe(1);
		expect(await at.acknowledger.recover(record!)).toEqual({
			type: 'acknowledged',
			messageId: interaction.acknowledgement?.messageId,
			ephemeral: false,
		});
	});

	it('waits in closing for the requests that are being admitted', async () => {
		const interaction = at.invoke();
		at.discord.faults.latency({ match: ({ path }) => callbacks.test(path), ms: 100, times: 1 });
		const admitting = at.admission.admit(at.admittance(interaction));
		await at.admission.close();

		expect(interaction.acknowledgement).toBeDefined();
		expect((await at.store.get(interaction.id))?.acknowledged).toBe(true);
		expect(await admitting).toMatchObject({ type: 'accepted' });
	});
});

/** Another connection that keeps the store to itself, as a backup or a slow disk would. */
async function lockStore(file: string): Promise<{ unlock: () => Promise<void> }> {
	const database = new sqlite3.Database(file);
	const run = (statement: string): Promise<void> =>
		new Promise((resolve, reject) => {
			database.run(statement, (error: Error | null) => (error === null ? resolve() : reject(error)));
		});
	await run('BEGIN IMMEDIATE');
	return {
		unlock: async () => {
			await run('ROLLBACK');
			await new Promise<void>((resolve) => {
				database.close(() => resolve());
			});
		},
	};
}
