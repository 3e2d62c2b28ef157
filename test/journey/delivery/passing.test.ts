import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Answer, Exchange } from '../../../sandbox/http/exchange.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

/*
 * "Only Discord refuses": what passes is waited out in whatever step of a journey it comes. All journeys of one kind and one
 * length go side by side, each by a member of its own in a channel of its own, and only its own requests are refused.
 */

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const page: Answer = {
	status: 403,
	headers: { 'content-type': 'text/html' },
	body: '<!DOCTYPE html><html><title>403</title></html>',
};

interface Refusal {
	readonly answer: Answer;
	/** Discord's own word, which is believed when it lasts. */
	readonly isDiscords: boolean;
}

const refusals: [string, Refusal][] = [
	['a page of the edge', { answer: page, isDiscords: false }],
	['40333', { answer: errorAnswer(403, 40_333, 'internal network error'), isDiscords: false }],
	['10015', { answer: errorAnswer(404, 10_015, 'Unknown Webhook'), isDiscords: true }],
	['50001', { answer: errorAnswer(403, 50_001, 'Missing Access'), isDiscords: true }],
];

const spans: [string, number, number][] = [
	['three seconds', seconds(3), seconds(1)],
	['a minute', minutes(1), seconds(5)],
	['ten minutes', minutes(10), seconds(20)],
];

type Step = 'acknowledgement' | 'edit' | 'telling' | 'direct message' | 'closing' | 'handout';

interface Course {
	readonly step: Step;
	readonly isPrivate: boolean;
	readonly interaction: Interaction;
	/** The number of its task, once there is one. */
	readonly task: number | undefined;
	/** A press that asks for the outcome. */
	press?: Interaction;
}

const isFirst = (x: Exchange): boolean => x.path.endsWith('/callback');

/** The requests of this step, and no others. */
function matches({ step, interaction, press }: Course): (x: Exchange) => boolean {
	const { token, channelId, userId } = interaction;
	const byToken = (x: Exchange): boolean => x.path.includes(press?.token ?? token) && !isFirst(x);
	const inChannel = (x: Exchange): boolean => x.path.includes(`/channels/${channelId}/messages`);
	const direct = stage.discord.world.dmWith(userId).id;
	switch (step) {
		case 'acknowledgement':
		case 'edit':
		case 'handout':
			return byToken;
		case 'telling':
			return (x) => byToken(x) || inChannel(x);
		case 'direct message':
			return (x) => x.path.includes(`/channels/${direct}/`);
		case 'closing':
			return (x) => x.method === 'PATCH' && (byToken(x) || inChannel(x));
	}
}

/** A member of their own asks in a channel of their own. */
function ask(isPrivate: boolean): Interaction {
	const { world } = stage.discord;
	const channel = world.addChannel(world.guild, `room-${world.channels.size}`);
	return stage.video({ user: stage.member(), channel, options: { private: isPrivate } });
}

async function begin(step: Step, isPrivate: boolean): Promise<Course> {
	const made = stage.comet.creates;
	const interaction = ask(isPrivate);
	if (step === 'acknowledgement') return { step, isPrivate, interaction, task: undefined };
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates > made && textOf(stage.discord.original(interaction)) !== '');
	if (step === 'direct message') stage.discord.faults.expireTokens(interaction);
	return { step, isPrivate, interaction, task: made };
}

const settle = ({ task }: Course): void => {
	if (task !== undefined) stage.comet.settle(stage.comet.tasks[task]!);
};

/** An outcome that has been told; returns what asks for it once more. */
async function told(course: Course): Promise<() => void> {
	settle(course);
	await stage.told(course.interaction);
	await pressing.closed(course.interaction.id);
	const user = stage.discord.world.users.get(course.interaction.userId)!;
	const list = stage.discord.invoke({ user, command: 'videos', channel: course.interaction.channelId });
	await list.responded();
	return () => {
		course.press = pressing.start(stage.discord.original(list), 'fetch', user);
	};
}

/** The bot has heard all that members do at this moment; no time may pass before. */
async function heard(courses: readonly Course[]): Promise<void> {
	const isAnswered = ({ interaction, press }: Course): boolean =>
		stage.discord.exchanges.some((x) => isFirst(x) && x.path.includes((press ?? interaction).id));
	await soon(() => courses.every(isAnswered)).toBe(true);
	await stage.rest();
}

/** The rung that the job allowed before. */
const rungOf = ({ step, isPrivate }: Course): string =>
	step === 'direct message' ? 'direct' : isPrivate ? 'original' : 'channel';

function expectTold(course: Course, job: Job | undefined, isBelieved: boolean): void {
	const { step, isPrivate, interaction, press } = course;
	const name = `${step}, ${isPrivate ? 'private' : 'public'}`;
	if (step === 'acknowledgement' && isBelieved && job === undefined) {
		// Nobody can know that reply any more: nothing was paid for it.
		expect(stage.tellings(interaction), name).toEqual([]);
		return;
	}
	expect(job, name).toMatchObject({ phase: 'closed', outcome: { type: 'succeeded' } });
	if (press !== undefined) {
		if (!isBelieved) expect(withVideo([stage.discord.original(press)!]), name).toHaveLength(1);
		return;
	}
	const { undelivered, receipt } = job!.delivery;
	if (isBelieved && undelivered) return;
	expect(stage.tellings(interaction), name).toHaveLength(1);
	expect(withVideo(stage.tellings(interaction)), name).toHaveLength(1);
	if (!isBelieved) expect(receipt?.rung, name).toBe(rungOf(course));
	const pings = stage.discord.notifications.filter(({ userId }) => userId === interaction.userId);
	expect(pings.length, name).toBe(receipt?.rung === 'original' ? 0 : 1);
}

const both = [false, true];
const steps: [Step, boolean[]][] = [
	['edit', both],
	['telling', both],
	['direct message', [true]],
	['closing', [false]],
	['handout', both],
];

describe.each(refusals)('%s in every step of a journey', (_, { answer, isDiscords }) => {
	it.each(spans)('for %s: told once, by the rung that the job allowed before', async (__, ms, stepMs) => {
		stage = await AppHarness.set({
			clock: new FakeClock(),
			comet: { plan: { outcome: 'stuck', progress: 'native', paceMs: 3_600_000 } },
			env: { DAILY_USD: '' },
		});
		const courses: Course[] = [];
		for (const [step, ways] of steps) for (const isPrivate of ways) courses.push(await begin(step, isPrivate));
		const asking: (() => void)[] = [];
		for (const course of courses) if (course.step === 'handout') asking.push(await told(course));
		for (const press of asking) press();
		for (const isPrivate of both) courses.push(await begin('acknowledgement', isPrivate));

		for (const { step, interaction } of courses) {
			if (step !== 'acknowledgement') continue;
			// Discord takes it, and nobody hears so.
			const match = (x: Exchange): boolean => isFirst(x) && x.path.includes(interaction.id);
			stage.discord.api.addFault({ match, act: { kind: 'reset-after' } });
		}
		const back = courses.map((course) =>
			stage.discord.faults.answer({ match: matches(course), answer, times: Infinity }),
		);
		await heard(courses);
		for (const course of courses) if (!['edit', 'handout'].includes(course.step)) settle(course);
		await stage.leap(ms, stepMs);
		for (const end of back) end();

		for (const course of courses) if (course.step === 'edit') settle(course);
		// What was put off goes on at its own pace, the making of what had not been acknowledged included.
		let made = courses.length - both.length;
		for (let passed = 0; passed < minutes(12.5); passed += seconds(30)) {
			await stage.leap(seconds(30), seconds(15));
			for (const task of stage.comet.tasks.slice(made)) stage.comet.settle(task);
			made = stage.comet.tasks.length;
		}

		const jobs = await stage.jobs();
		// Discord is known to say these for some seconds although it is not so; what it says for longer is so.
		const isBelieved = isDiscords && ms > seconds(10);
		for (const course of courses) {
			expectTold(
				course,
				jobs.find(({ id }) => id === course.interaction.id),
				isBelieved,
			);
		}
		expect(stage.comet.creates).toBe(jobs.length);
	});
});
