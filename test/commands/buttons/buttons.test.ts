import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { Permission } from '../../../sandbox/discord/world/permissions.js';
import type { FailureCode } from '../../../src/jobs/record/failure.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { reconciled } from '../../../src/jobs/record/reconciled.js';
import { advance } from '../../../src/jobs/record/transitions.js';
import { erased } from '../../../src/jobs/accounting/erasure.js';
import { nextId } from '../../../src/commands/buttons/askAgain.js';
import { button, buttonRows } from '../../../src/messages/parts/buttons.js';
import { card, text } from '../../../src/messages/parts/card.js';
import type { CustomId } from '../../../src/messages/parts/customId.js';
import { messageBody } from '../../../src/discord/messageBody.js';
import { BotHarness } from '../../harness/botHarness.js';

let lobby: BotHarness;
beforeEach(async () => {
	lobby = await BotHarness.started();
});
afterEach(() => lobby.close());

/** Alice's job, accepted. */
async function accepted(): Promise<Job> {
	const { at } = lobby;
	const { alice } = at.discord.world;
	const interaction = at.discord.invoke({ user: alice, command: 'video', options: { prompt: 'a cat' } });
	await expect.poll(() => at.store.get(interaction.id)).toMatchObject({ acknowledged: true });
	return (await at.store.get(interaction.id))!;
}

/** A message in the channel with one button, pressed by somebody. */
async function press(customId: string | CustomId, user?: User): Promise<Interaction> {
	const { api, discord } = lobby.at;
	const raw = typeof customId === 'string' ? customId : `v1:${customId.action}:${customId.jobId}:${customId.ownerId}`;
	const shape = button({ action: 'cancel', jobId: '1', ownerId: '1' }, 'A button');
	const message = await api.createMessage(
		discord.world.channel.id,
		messageBody(card('quiet', text('A card')), ...buttonRows([{ ...shape, custom_id: raw }])),
	);
	const interaction = discord.press({ user: user ?? discord.world.alice, message: message.id, customId: raw });
	await interaction.responded();
	return interaction;
}

const cancelOf = (job: Job): CustomId => ({ action: 'cancel', jobId: job.id, ownerId: job.requester.id });
const askAgainOf = (job: Job): CustomId => ({ action: 'askagain', jobId: job.id, ownerId: job.requester.id });

/** The job after it ended so, told and closed. */
async function ended(job: Job, code: FailureCode): Promise<Job> {
	const at = lobby.at.clock.now();
	let next = advance(job, { type: 'submission-started' }, at);
	next = advance(next, { type: 'outcome-reached', outcome: { type: 'failed', failure: { code } } }, at);
	next = advance(next, { type: 'delivery-made', receipt: { rung: 'channel', form: 'words' } }, at);
	await lobby.at.store.save(next);
	lobby.at.limits.observe(next);
	return next;
}

/** Waits until the engine has run so many steps in all. */
async function stepped(times: number): Promise<void> {
	const steps = async (): Promise<unknown> => {
		await lobby.at.clock.advance(0);
		return lobby.at.steps;
	};
	await expect.poll(steps).toHaveLength(times);
}

describe('Cancel', () => {
	it('leaves word for the next step and asks for it now', async () => {
		const job = await accepted();
		await stepped(1);
		const pressed = await press(cancelOf(job));

		expect(pressed.acknowledgement).toMatchObject({ type: 6 });
		expect(await lobby.at.store.hasNote('cancel', job.id)).toBe(true);
		await stepped(2);
		expect(await lobby.at.store.get(job.id)).toEqual(job);
	});

	it('does nothing for a stranger, and tells them kindly', async () => {
		const job = await accepted();
		const pressed = await press(cancelOf(job), lobby.at.discord.world.bob);

		expect(lobby.at.told(pressed)).toContain('belong to the member');
		expect(await lobby.at.store.hasNote('cancel', job.id)).toBe(false);
	});

	it('does not believe a custom id that names the presser as the owner', async () => {
		const job = await accepted();
		const { bob } = lobby.at.discord.world;
		const pressed = await press({ ...cancelOf(job), ownerId: bob.id }, bob);

		expect(lobby.at.told(pressed)).toContain('belong to the member');
		expect(await lobby.at.store.hasNote('cancel', job.id)).toBe(false);
	});

	it('obeys whoever may manage messages there', async () => {
		const job = await accepted();
		const { bob, guild } = lobby.at.discord.world;
		guild.members.get(bob.id)!.permissions = Permission.MANAGE_MESSAGES;
		await press(cancelOf(job), bob);

		expect(await lobby.at.store.hasNote('cancel', job.id)).toBe(true);
	});

	it('says that a cancelled video is over, and that a forgotten one is forgotten', async () => {
		const job = await ended(await accepted(), 'provider');
		await lobby.at.store.save({ ...job, outcome: { type: 'cancelled', submitted: true, at: lobby.at.clock.now() } });
		expect(lobby.at.told(await press(cancelOf(job)))).toContain('finished already');
		await lobby.at.store.remove(job.id);
		expect(lobby.at.told(await press(cancelOf(job)))).toContain('no longer kept');
	});
});

describe('Ask again', () => {
	it('makes one new job of an unknown submission, however often it is pressed', async () => {
		const job = await ended(await accepted(), 'submission-unknown');
		const first = await press(askAgainOf(job));
		await expect.poll(() => lobby.at.store.get(nextId(job.id))).toMatchObject({ acknowledged: true });
		const second = await press(askAgainOf(job));

		expect(await lobby.at.store.get(nextId(job.id))).toMatchObject({
			phase: 'queued',
			request: job.request,
			lineage: { jobId: job.id, kind: 'again' },
			destination: { interactionId: first.id, token: first.token, messageId: first.acknowledgement?.messageId },
		});
		expect(lobby.at.told(second)).toContain('done already');
		expect(await lobby.at.store.openJobs()).toHaveLength(1);
		// The first may have been charged: both count.
		expect(lobby.at.limits.usage(job.requester.id)).toMatchObject({ running: 1, videos: 2 });
	});

	it('is only for submissions that are unknown', async () => {
		const job = await ended(await accepted(), 'provider');

		expect(lobby.at.told(await press(askAgainOf(job)))).toContain('not possible');
		expect(await lobby.at.store.openJobs()).toEqual([]);
	});

	it('says of a request that its member has deleted that it is no longer kept', async () => {
		const job = await ended(await accepted(), 'submission-unknown');
		await lobby.at.store.save(erased(job, lobby.at.clock.now()));
		expect(lobby.at.told(await press(askAgainOf(job)))).toContain('no longer kept');
		expect(await lobby.at.store.openJobs()).toEqual([]);
	});

	it("does not spend the owner's limits for a moderator", async () => {
		const job = await ended(await accepted(), 'submission-unknown');
		const pressed = await press(askAgainOf(job), lobby.at.discord.world.admin);

		expect(lobby.at.told(pressed)).toContain('belong to the member');
		expect(await lobby.at.store.openJobs()).toEqual([]);
	});

	it('pays for nothing again once an admin has found what was made, whatever the card still shows', async () => {
		const job = await ended(await accepted(), 'submission-unknown');
		const task = { provider: 'veo', id: 'task', model: 'veo3.1-fast' } as const;
		await lobby.at.store.create(reconciled(job, task, lobby.at.clock.now()));
		expect(lobby.at.told(await press(askAgainOf(job)))).toContain('An admin has found what was made');
		expect((await lobby.at.store.openJobs()).map(({ id }) => id)).toEqual([`${job.id}_r`]);
	});

	it('counts on in the ids of its jobs, so that they stay short', () => {
		expect(nextId('1300000000000000001')).toBe('1300000000000000001_2');
		expect(nextId('1300000000000000001_2')).toBe('1300000000000000001_3');
		expect(nextId('1300000000000000001_9')).toBe('1300000000000000001_10');
	});
});

describe('a button nobody knows', () => {
	it.each([
		['another version', 'v2:cancel:1300000000000000001:1200000000000000001'],
		['an action of the future', 'v1:teleport:1300000000000000001:1200000000000000001'],
		['another program', 'poll_17'],
		['nonsense', `v1:cancel:../../etc:${'9'.repeat(40)}`],
		['too many parts', 'v1:cancel:1:2:3'],
	])('is answered kindly: %s', async (_, customId) => {
		expect(lobby.at.told(await press(customId))).toContain('do not know this button');
	});
});
