import { InteractionResponseType, MessageFlags } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { aJob } from '../../harness/aJob.js';
import { AdmissionHarness } from '../../harness/admissionHarness.js';

let at: AdmissionHarness;
let interaction: Interaction;

beforeEach(async () => {
	at = await AdmissionHarness.open();
	interaction = at.invoke();
});
afterEach(() => at.close());

/** The record that a process left behind when it died at admission. */
const left = (given: { private?: boolean } = {}): Job =>
	aJob({
		id: interaction.id,
		createdAt: interaction.createdAt,
		request: { private: given.private ?? false },
		destination: {
			applicationId: at.discord.applicationId,
			interactionId: interaction.id,
			token: interaction.token,
			tokenExpiresAt: interaction.createdAt + minutes(15),
		},
	});

const respond = (body: Parameters<typeof at.api.respond>[1]): Promise<unknown> =>
	at.api.respond({ id: interaction.id, token: interaction.token }, body);

describe('Acknowledger', () => {
	it('finds the answer that a dead process had sent', async () => {
		await respond({ type: InteractionResponseType.DeferredChannelMessageWithSource });
		await at.clock.advance(minutes(3));

		const messageId = interaction.acknowledgement?.messageId;
		expect(await at.acknowledger.recover(left())).toEqual({ type: 'acknowledged', messageId, ephemeral: false });
		expect(at.requests('POST', /\/callback$/u)).toHaveLength(1);
	});

	it('finds out that Discord made the reply private', async () => {
		await respond({
			type: InteractionResponseType.DeferredChannelMessageWithSource,
			data: { flags: MessageFlags.Ephemeral },
		});

		expect(await at.acknowledger.recover(left())).toMatchObject({ ephemeral: true });
	});

	it('does not take a refusal with words in it for an acceptance', async () => {
		await respond({
			type: InteractionResponseType.ChannelMessageWithSource,
			data: { content: 'No.', flags: MessageFlags.Ephemeral },
		});

		expect(await at.acknowledger.recover(left())).toEqual({ type: 'never' });
	});

	it('calls an interaction never answered only when no answer can be on its way any more', async () => {
		expect(await at.acknowledger.recover(left())).toEqual({ type: 'unclear' });
		await at.clock.advance(seconds(29));
		expect(await at.acknowledger.recover(left())).toEqual({ type: 'unclear' });
		await at.clock.advance(seconds(1));
		expect(await at.acknowledger.recover(left())).toEqual({ type: 'never' });
	});

	it('cannot tell any more once the token has ended, and does not try with it', async () => {
		await respond({ type: InteractionResponseType.DeferredChannelMessageWithSource });
		await at.clock.advance(minutes(14));

		expect(await at.acknowledger.recover(left())).toEqual({ type: 'too-old' });
		expect(at.requests('GET', /@original$/u)).toEqual([]);
	});

	it('cannot tell any more once Discord says that the token has ended', async () => {
		await respond({ type: InteractionResponseType.DeferredChannelMessageWithSource });
		at.discord.faults.expireTokens(interaction);

		expect(await at.acknowledger.recover(left())).toEqual({ type: 'too-old' });
	});

	it('asks again later when Discord is away', async () => {
		await respond({ type: InteractionResponseType.DeferredChannelMessageWithSource });
		const back = at.discord.faults.outage();
		expect(await at.acknowledger.recover(left())).toEqual({ type: 'unclear' });
		back();
		expect(await at.acknowledger.recover(left())).toMatchObject({ ephemeral: false });
	});

	it('does not judge an answer that this very process is sending', async () => {
		await at.clock.advance(seconds(2));
		at.discord.faults.latency({ match: ({ path }) => path.endsWith('/callback'), ms: 100, times: 1 });
		const sending = at.acknowledger.send(left());

		expect(await at.acknowledger.recover(left())).toEqual({ type: 'unclear' });
		expect(await sending).toMatchObject({ ephemeral: false });
		expect(at.requests('GET', /@original$/u)).toEqual([]);
	});

	it('sends again only after a rate limit that ends in time: nothing was done then', async () => {
		at.discord.faults.rateLimit({ scope: 'user', retryAfterMs: 10 });

		expect(await at.acknowledger.send(left())).toMatchObject({ ephemeral: false });
		expect(at.requests('POST', /\/callback$/u)).toHaveLength(2);
	});

	it('sends once when the rate limit would outlast the three seconds', async () => {
		at.discord.faults.rateLimit({ scope: 'user', retryAfterMs: 3000 });

		expect(await at.acknowledger.send(left())).toEqual({ type: 'never' });
		expect(at.requests('POST', /\/callback$/u)).toHaveLength(1);
	});

	it('sends once when it is not answered', async () => {
		at.discord.faults.answer({ answer: { status: 503, body: {} } });

		expect(await at.acknowledger.send(left())).toEqual({ type: 'unclear' });
		expect(at.requests('POST', /\/callback$/u)).toHaveLength(1);
	});
});
